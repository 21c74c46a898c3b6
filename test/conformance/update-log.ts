import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { DocStore, LogRecord } from "../../server/docs/update-log.ts";

export type Log = DocStore;

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);
const ada = { name: "Ada", email: "ada@example.org" };
const doc = { id: "doc", epoch: 1, path: "events/2026/11/a.md" };
const base = { commit: "c".repeat(40), state: bytes(1, 2, 3) };

const over = { epoch: 1, state: bytes(1, 2, 3), mirror: bytes(4) };

function record(seq: number, author: LogRecord["author"] = ada): LogRecord {
  return { seq, update: bytes(seq, 0, 255), author };
}

/**
 * What every log does, whatever it is made of.
 *
 * @param open a log without documents; it is closed at the end of each test.
 * @param reopen what another process would see of it, or null where nothing is kept beyond the process.
 */
export function updateLogConformance(name: string, open: () => Log, reopen: ((log: Log) => Promise<Log>) | null): void {
  describe(`${name} keeps live documents`, () => {
    async function using(run: (log: Log) => Promise<Log>): Promise<void> {
      const log = await run(open());
      await log.close();
    }

    it("a document that was never made is null", () =>
      using(async (log) => {
        assert.equal(await log.load("doc"), null);
        assert.equal(log.byPath(doc.path), null);
        assert.equal(log.byId("doc"), null);
        return log;
      }));

    it("a document is found by its path and by its id", () =>
      using(async (log) => {
        assert.deepEqual(await log.create(doc, base), doc);
        assert.deepEqual(log.byPath(doc.path), doc);
        assert.deepEqual(log.byId("doc"), doc);
        assert.deepEqual(await log.load("doc"), { identity: doc, base, staged: null, records: [] });
        return log;
      }));

    it("of two that make a page's document at once, both get the first", () =>
      using(async (log) => {
        const [first, second] = await Promise.all([log.create(doc, base), log.create({ ...doc, id: "other" }, base)]);
        assert.deepEqual(first, doc);
        assert.deepEqual(second, doc);
        assert.equal(log.byId("other"), null);
        return log;
      }));

    it("records come back in their order, with their authors", () =>
      using(async (log) => {
        await log.create(doc, base);
        await Promise.all([log.append("doc", [record(1), record(2, null)]), log.append("doc", [record(3)])]);
        assert.deepEqual((await log.load("doc"))?.records, [record(1), record(2, null), record(3)]);
        return log;
      }));

    it("records of one document are not another's, whatever their ids", () =>
      using(async (log) => {
        await log.create(doc, base);
        await log.create({ id: "doc2", epoch: 1, path: "b.md" }, base);
        await log.append("doc2", [record(1)]);
        assert.deepEqual((await log.load("doc"))?.records, []);
        return log;
      }));

    it("settling moves the base and drops what it holds, and nothing else", () =>
      using(async (log) => {
        await log.create(doc, base);
        await log.append("doc", [record(1), record(2), record(300)]);
        await log.stage("doc", { state: bytes(7), upTo: 2 });
        const next = { commit: "d".repeat(40), state: bytes(7) };
        await log.settle("doc", next, 2);
        assert.deepEqual(await log.load("doc"), { identity: doc, base: next, staged: null, records: [record(300)] });
        return log;
      }));

    it("a staged save is kept until it is settled, and a newer one takes its place", () =>
      using(async (log) => {
        await log.create(doc, base);
        await log.stage("doc", { state: bytes(7), upTo: 2 });
        await log.stage("doc", { state: bytes(8), upTo: 4 });
        assert.deepEqual((await log.load("doc"))?.staged, { state: bytes(8), upTo: 4 });
        return log;
      }));

    it("documents with records or a staged save are unsettled, others are not", () =>
      using(async (log) => {
        for (const id of ["a", "b", "c"]) await log.create({ id, epoch: 1, path: `${id}.md` }, base);
        await log.append("a", [record(1)]);
        await log.stage("b", { state: bytes(7), upTo: 0 });
        assert.deepEqual(
          log
            .unsettled()
            .map((identity) => identity.id)
            .sort(),
          ["a", "b"],
        );
        await log.settle("a", base, 1);
        await log.settle("b", base, 0);
        assert.deepEqual(log.unsettled(), []);
        return log;
      }));

    it("a new epoch has the new name and base, and the one that is over is found by its number", () =>
      using(async (log) => {
        await log.create(doc, base);
        const next = { ...doc, epoch: 2 };
        const seed = { commit: base.commit, state: bytes(4) };
        await log.begin(next, seed, over);
        assert.deepEqual(await log.load("doc"), { identity: next, base: seed, staged: null, records: [] });
        assert.deepEqual(log.byPath(doc.path), next);
        assert.deepEqual(await log.past("doc", 1), over);
        assert.equal(await log.past("doc", 2), null);
        assert.equal(await log.past("other", 1), null);
        return log;
      }));

    it("what is known of past epochs changes with the record that says so, and is no part of it", () =>
      using(async (log) => {
        await log.create(doc, base);
        await log.begin({ ...doc, epoch: 2 }, base, over);
        const known = { epoch: 1, state: bytes(5, 6), mirror: bytes(7) };
        await log.append("doc", [record(1), { ...record(2), past: [known, { ...known, epoch: 0 }] }]);
        assert.deepEqual((await log.load("doc"))?.records, [record(1), record(2)]);
        assert.deepEqual(await log.past("doc", 1), known);
        assert.deepEqual(await log.past("doc", 0), { ...known, epoch: 0 });
        return log;
      }));

    it("a moved document is found by its new path only, with all it holds", () =>
      using(async (log) => {
        await log.create(doc, base);
        await log.append("doc", [record(1)]);
        const moved = { ...doc, path: "b.md" };
        assert.deepEqual(await log.move("doc", "b.md"), moved);
        assert.equal(log.byPath(doc.path), null);
        assert.deepEqual(log.byPath("b.md"), moved);
        assert.deepEqual(log.byId("doc"), moved);
        assert.deepEqual(await log.load("doc"), { identity: moved, base, staged: null, records: [record(1)] });
        assert.deepEqual(log.unsettled(), [moved]);
        return log;
      }));

    it("a document that another takes the path of is dropped with all it held; its old path is free", () =>
      using(async (log) => {
        await log.create(doc, base);
        await log.begin({ ...doc, epoch: 2 }, base, over);
        await log.append("doc", [record(1)]);
        await log.stage("doc", { state: bytes(1), upTo: 1 });
        await log.create({ id: "other", epoch: 1, path: "b.md" }, base);
        await log.move("other", doc.path);
        assert.equal(await log.load("doc"), null);
        assert.equal(log.byId("doc"), null);
        assert.equal(await log.past("doc", 1), null);
        assert.deepEqual(log.unsettled(), []);
        assert.equal(log.byPath(doc.path)?.id, "other");
        assert.equal(log.byPath("b.md"), null);
        assert.deepEqual((await log.create({ id: "third", epoch: 1, path: "b.md" }, base)).id, "third");
        return log;
      }));

    it("a document moved to where it is stays as it is, and one that never was cannot be moved", () =>
      using(async (log) => {
        await log.create(doc, base);
        assert.deepEqual(await log.move("doc", doc.path), doc);
        assert.deepEqual(log.byPath(doc.path), doc);
        await assert.rejects(log.move("nobody", "b.md"));
        return log;
      }));

    if (!reopen) return;

    it("all of it is there for the next process", () =>
      using(async (log) => {
        await log.create(doc, base);
        await log.append("doc", [record(1)]);
        await log.stage("doc", { state: bytes(9), upTo: 1 });
        await log.create({ id: "other", epoch: 1, path: "b.md" }, base);
        await log.begin({ id: "other", epoch: 2, path: "b.md" }, base, over);
        await log.move("other", "c.md");
        const before = await log.load("doc");
        const again = await reopen(log);
        assert.deepEqual(await again.load("doc"), before);
        assert.deepEqual(again.byPath(doc.path), doc);
        assert.deepEqual(again.byPath("c.md"), { id: "other", epoch: 2, path: "c.md" });
        assert.equal(again.byPath("b.md"), null);
        assert.deepEqual(await again.past("other", 1), over);
        return again;
      }));
  });
}

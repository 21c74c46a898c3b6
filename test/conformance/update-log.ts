import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { DocIndex, LogRecord, UpdateLog } from "../../server/docs/update-log.ts";

export type Log = UpdateLog & DocIndex;

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);
const ada = { name: "Ada", email: "ada@example.org" };
const doc = { id: "doc", epoch: 1, path: "events/2026/11/a.md" };
const base = { commit: "c".repeat(40), state: bytes(1, 2, 3) };

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

    if (!reopen) return;

    it("all of it is there for the next process", () =>
      using(async (log) => {
        await log.create(doc, base);
        await log.append("doc", [record(1)]);
        await log.stage("doc", { state: bytes(9), upTo: 1 });
        const before = await log.load("doc");
        const again = await reopen(log);
        assert.deepEqual(await again.load("doc"), before);
        assert.deepEqual(again.byPath(doc.path), doc);
        return again;
      }));
  });
}

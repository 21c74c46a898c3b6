import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { WikiError } from "../../server/errors.ts";
import type { Blames, Commits, Log, Oid, Trees } from "../../server/wiki/ports.ts";

export type AnyRepository = Trees & Commits & Log & Blames;

const ada = { name: "Ada Lin", email: "ada@example.org" };
const bo = { name: "Bo", email: "bo@example.org" };
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

function draft(files: Readonly<Record<string, string | null>>, message = "a save") {
  const entries = Object.entries(files).map(([path, text]) => [path, text === null ? null : bytes(text)] as const);
  return { files: new Map(entries), author: ada, coAuthors: [bo], message };
}

/**
 * What every repository does for the wiki's rules.
 *
 * @param open a repository whose newest commit holds `a.md` = "a\n" and `events/b.md` = "b\n", and nothing else.
 */
export function repositoryConformance(
  name: string,
  open: () => Promise<{ repository: AnyRepository; close(): Promise<void> }>,
): void {
  describe(`${name} is a repository of notes`, () => {
    async function using(run: (repository: AnyRepository) => Promise<void>): Promise<void> {
      const { repository, close } = await open();
      try {
        await run(repository);
      } finally {
        await close();
      }
    }

    async function text(repository: AnyRepository, path: string): Promise<string | null> {
      const head = await repository.head();
      const oid = head ? (await repository.files(head)).get(path) : undefined;
      return oid === undefined ? null : new TextDecoder().decode(await repository.blob(oid));
    }

    async function commit(repository: AnyRepository, files: Readonly<Record<string, string | null>>): Promise<Oid> {
      const oid = await repository.commit(async () => draft(files));
      assert.ok(oid);
      return oid;
    }

    it("lists a commit's files, and reads them", () =>
      using(async (repository) => {
        const head = await repository.head();
        assert.ok(head);
        assert.deepEqual([...(await repository.files(head)).keys()].sort(), ["a.md", "events/b.md"]);
        assert.equal(await text(repository, "events/b.md"), "b\n");
      }));

    it("an unknown commit or file is not found", () =>
      using(async (repository) => {
        const unknown = "0123456789".repeat(4);
        const notFound = (cause: unknown): boolean => cause instanceof WikiError && cause.code === "not-found";
        await assert.rejects(repository.files(unknown), notFound);
        await assert.rejects(repository.blob(unknown), notFound);
        assert.equal(await repository.find(unknown), null);
        assert.equal(await repository.resolve(unknown), null);
      }));

    it("an id of another kind is not found either", () =>
      using(async (repository) => {
        const head = (await repository.head()) ?? "";
        const blob = (await repository.files(head)).get("a.md") ?? "";
        const notFound = (cause: unknown): boolean => cause instanceof WikiError && cause.code === "not-found";
        await assert.rejects(repository.files(blob), notFound);
        await assert.rejects(repository.blob(head), notFound);
        assert.equal(await repository.find(blob), null);
        assert.equal(await repository.resolve(blob), null);
      }));

    it("a commit changes the files it names, and no others", () =>
      using(async (repository) => {
        const head = await commit(repository, { "a.md": "a2\n", "events/2026/new.md": "new\n" });
        assert.equal(await repository.head(), head);
        assert.equal(await text(repository, "a.md"), "a2\n");
        assert.equal(await text(repository, "events/b.md"), "b\n");
        assert.equal(await text(repository, "events/2026/new.md"), "new\n");
      }));

    it("a removed file is gone, and its folder with it", () =>
      using(async (repository) => {
        const head = await commit(repository, { "events/b.md": null });
        assert.deepEqual([...(await repository.files(head)).keys()], ["a.md"]);
      }));

    it("a draft that changes nothing, or none, makes no commit", () =>
      using(async (repository) => {
        const head = await repository.head();
        assert.equal(await repository.commit(async () => draft({ "a.md": "a\n" })), null);
        assert.equal(await repository.commit(async () => draft({ "gone.md": null, "events/gone/x.md": null })), null);
        assert.equal(await repository.commit(async () => draft({})), null);
        assert.equal(await repository.commit(async () => null), null);
        assert.equal(await repository.head(), head);
      }));

    it("several drafts in one make commits on top of one another, and a save's are found by its Save-Id", () =>
      using(async (repository) => {
        const head = await repository.head();
        const step = (text: string) => ({ ...draft({ "a.md": text }), saveId: "5ave" });
        const last = await repository.commit(async () => [step("1\n"), step("1\n"), step("2\n")]);
        assert.equal(await repository.head(), last);
        assert.equal(await text(repository, "a.md"), "2\n");
        const [second, first] = await repository.commits({ limit: 2 });
        assert.ok(first && second);
        assert.equal(second.oid, last);
        assert.deepEqual([second.parents, first.parents], [[first.oid], [head]]);
        assert.deepEqual([second.saveId, first.saveId], ["5ave", "5ave"]);
        assert.deepEqual(await repository.nextOfSave(first.oid), second);
        assert.equal(await repository.nextOfSave(second.oid), null);
        assert.equal(await repository.nextOfSave(head ?? ""), null);
        assert.equal(await repository.commit(async () => [step("2\n"), draft({})]), null);
        assert.equal(await repository.commit(async () => []), null);
      }));

    it("five drafts at once make five commits, each on the one before", () =>
      using(async (repository) => {
        const heads: (Oid | null)[] = [];
        const oids = await Promise.all(
          [1, 2, 3, 4, 5].map((number) =>
            repository.commit(async (head) => {
              heads.push(head);
              return draft({ [`${number}.md`]: `${number}\n` });
            }),
          ),
        );
        assert.equal(new Set(oids).size, 5);
        assert.deepEqual(heads.slice(1), oids.slice(0, 4));
        const log = await repository.commits({ limit: 5 });
        assert.deepEqual(log.map((one) => one.oid).reverse(), oids);
      }));

    it("a draft that throws makes no commit, and does not stop the next", () =>
      using(async (repository) => {
        const failing = repository.commit(async () => {
          throw new Error("no");
        });
        const next = commit(repository, { "a.md": "next\n" });
        await assert.rejects(failing, /no/);
        const oid = await next;
        assert.equal(await repository.head(), oid);
      }));

    it("history tells who, when, why, and what, newest first", () =>
      using(async (repository) => {
        const before = await repository.head();
        const oid = await commit(repository, { "a.md": "a2\n", "c.md": "c\n", "events/b.md": null });
        const [told] = await repository.commits({ limit: 1 });
        assert.ok(told);
        assert.equal(told.oid, oid);
        assert.deepEqual(told.parents, [before]);
        assert.deepEqual(told.author, ada);
        assert.deepEqual(told.coAuthors, [bo]);
        assert.equal(told.message, "a save");
        assert.deepEqual(await repository.find(oid), told);
        const kinds = told.changes.map(({ path, before: was, after }) => [path, was !== null, after !== null]);
        assert.deepEqual(kinds.sort(), [
          ["a.md", true, true],
          ["c.md", false, true],
          ["events/b.md", true, false],
        ]);
      }));

    it("a page's history is the commits that touch it, in parts that neither repeat nor skip", () =>
      using(async (repository) => {
        const saves: Oid[] = [];
        for (let save = 0; save < 7; save += 1) {
          saves.unshift(await commit(repository, { "a.md": `${save}\n` }));
          await commit(repository, { "other.md": `${save}\n` });
        }
        const told: Oid[] = [];
        let before: Oid | undefined;
        for (;;) {
          const part = await repository.commits({ path: "a.md", limit: 3, ...(before && { before }) });
          told.push(...part.map((one) => one.oid));
          if (part.length < 3) break;
          before = part.at(-1)?.oid;
        }
        assert.deepEqual(told.slice(0, 7), saves);
        assert.equal(told.length, 8);
      }));

    it("a page's history goes on after any commit, also one that does not touch it", () =>
      using(async (repository) => {
        const first = await commit(repository, { "a.md": "1" });
        const other = await commit(repository, { "events/b.md": "1" });
        await commit(repository, { "a.md": "2" });
        const [told] = await repository.commits({ path: "a.md", before: other, limit: 1 });
        assert.equal(told?.oid, first);
      }));

    it("each line of a file is told of by the commit that wrote it, at any version", () =>
      using(async (repository) => {
        const begun = (await repository.head()) ?? "";
        const first = await commit(repository, { "a.md": "new\na\n" });
        await commit(repository, { "events/b.md": "b2\n" });
        const second = await commit(repository, { "a.md": "new\na\nand more" });
        const told = async (path: string, at: Oid): Promise<unknown> =>
          (await repository.blame(path, at))?.map(({ origin, line }) => [origin.commit, origin.path, line]);
        const lines = [
          [first, "a.md", 1],
          [begun, "a.md", 1],
        ];
        assert.deepEqual(await told("a.md", first), lines);
        assert.deepEqual(await told("a.md", second), [...lines, [second, "a.md", 3]]);
        const [, , last] = (await repository.blame("a.md", second)) ?? [];
        const { previous, older } = last?.origin ?? {};
        assert.equal(previous?.path, "a.md");
        assert.equal(older, false);
        assert.equal(await repository.blame("none.md", second), null);
      }));

    it("a path is a path and no pattern", () =>
      using(async (repository) => {
        await commit(repository, { "x[1].md": "x\n", "x1.md": "y\n" });
        assert.equal((await repository.commits({ path: "x[1].md", limit: 9 })).length, 1);
        assert.deepEqual(await repository.commits({ path: "x*.md", limit: 9 }), []);
      }));

    it("a commit is found by the first digits of its name", () =>
      using(async (repository) => {
        const oid = await commit(repository, { "a.md": "a3\n" });
        assert.equal(await repository.resolve(oid), oid);
        assert.equal(await repository.resolve(oid.slice(0, 8)), oid);
        assert.equal(await repository.resolve("main"), null);
        assert.equal(await repository.resolve("--all"), null);
      }));
  });
}

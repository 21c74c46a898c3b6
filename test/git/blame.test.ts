import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createRepository } from "../../server/git/repo.ts";
import { hunksBetween } from "../../server/text/diff.ts";
import { temporaryFolder } from "../kit/folder.ts";
import { git } from "../kit/git.ts";
import { createRandom } from "../kit/random.ts";
import { createGitCompare, createTexts, pagesOf, told, toldByGit } from "./blame-git.ts";
import { usingHistory } from "./blame-place.ts";
import { blobOf, commitByHand, save, using } from "./plumbing.ts";
import { PAGES, randomPages } from "./random-pages.ts";

describe("blame", () => {
  it("is that of git where there is one smallest difference: through merges, renames and ends of lines, at random", async () => {
    const random = createRandom();
    for (let round = 0; round < 3; round += 1) {
      await usingHistory(randomPages(random, { length: 40, ordered: true }), async ({ dir, open }) => {
        const { blame } = open();
        for await (const { at, page } of pagesOf(dir, 7)) {
          const why = `seed ${random.seed}, round ${round}, ${page} at ${at}`;
          assert.deepEqual(told((await blame(page, at)) ?? []), await toldByGit(dir, at, page), why);
        }
      });
    }
  });

  it("is that of git to the line with git's own diff: also where lines are repeated and moved, at random", async () => {
    const random = createRandom();
    const folder = await temporaryFolder();
    try {
      await usingHistory(randomPages(random, { length: 30, ordered: false }), async ({ dir, open }) => {
        const { blame } = open(createGitCompare(folder.path));
        for await (const { at, page } of pagesOf(dir, 9)) {
          const why = `seed ${random.seed}, ${page} at ${at}`;
          assert.deepEqual(told((await blame(page, at)) ?? []), await toldByGit(dir, at, page), why);
        }
      });
    } finally {
      await folder.remove();
    }
  });

  it("differs from git's only in which of equal lines is the old one: each line came with its commit, at random", async () => {
    const random = createRandom();
    await usingHistory(randomPages(random, { length: 30, ordered: false }), async ({ dir, open }) => {
      const { blame } = open();
      const textAt = createTexts(dir);
      for await (const { at, page } of pagesOf(dir, 9)) {
        const [ours, theirs, texts] = [await blame(page, at), await toldByGit(dir, at, page), textAt(at, page)];
        assert.equal(ours?.length, theirs.length);
        for (const [index, { origin, line }] of (ours ?? []).entries()) {
          const why = `seed ${random.seed}, ${page} at ${at}, line ${index + 1}`;
          const there = textAt(origin.commit, origin.path);
          assert.equal(there[line - 1], texts[index], why);
          const was = origin.previous ? textAt(origin.previous.commit, origin.previous.path) : [];
          const hunks = hunksBetween(was, there, { left: Number.POSITIVE_INFINITY });
          assert.ok(
            hunks.some((hunk) => hunk.newFrom < line && line <= hunk.newTo),
            why,
          );
        }
      }
    });
  });

  it("goes on from what it knew: a save costs one comparison, and other pages' saves none, whoever walks", async () => {
    await usingHistory(randomPages(createRandom(), { length: 40, ordered: true }), async ({ dir, open }) => {
      const { blame, done } = open();
      const head = (await git(dir, "rev-parse", "main")).trim();
      const add = async (name: string, text: string): Promise<string> =>
        commitByHand(dir, [`100644 blob ${await blobOf(dir, text)}\t${name}`]);
      const first = await add("page.md", "one\ntwo\n");
      await blame("page.md", first);
      assert.deepEqual(done, { compared: 0, walks: 1 });
      const second = await add("page.md", "one\nand a half\ntwo\n");
      const third = await add("page.md", "one\nand a half\ntwo\nthree\n");
      const other = await add("other.md", "other\n");
      const lines = await blame("page.md", third);
      assert.deepEqual(
        lines?.map(({ origin, line }) => [origin.commit, line]),
        [
          [first, 1],
          [second, 2],
          [first, 2],
          [third, 4],
        ],
      );
      assert.deepEqual(done, { compared: 2, walks: 1 });
      assert.equal(await blame("page.md", other), lines);
      assert.equal(await blame("page.md", third), lines);
      assert.deepEqual(done, { compared: 2, walks: 1 });
      // A merge of a line that left before the page was there: git is asked what is new, and nothing is compared again.
      const merge = await commitByHand(dir, [], [head]);
      assert.deepEqual(await blame("page.md", merge), lines);
      assert.deepEqual(done, { compared: 2, walks: 2 });
    });
  });

  it("asked by many at once it is walked once", async () => {
    await usingHistory(randomPages(createRandom(), { length: 40, ordered: false }), async ({ dir, open }) => {
      const head = (await git(dir, "rev-parse", "main")).trim();
      for (const page of PAGES) {
        const [alone, together] = [open(), open()];
        const wanted = await alone.blame(page, head);
        const told = await Promise.all(Array.from({ length: 5 }, () => together.blame(page, head)));
        for (const one of told) assert.deepEqual(one, wanted);
        assert.deepEqual(together.done, alone.done);
      }
    });
  });

  it("tells what is further back than 5,000 versions as older", async () => {
    const versions = 5100;
    const stream = Array.from({ length: versions }, (_, index) => {
      const text = `the first line\n${index}\n`;
      const head = `commit refs/heads/main\ncommitter Ada <ada@example.org> ${1_466_000_000 + index} +0000\ndata 1\nx\n`;
      return `${head}M 100644 inline a.md\ndata ${text.length}\n${text}`;
    });
    await usingHistory(`${stream.join("")}\n`, async ({ dir, open }) => {
      const oids = (await git(dir, "rev-list", "main")).trim().split("\n");
      const [first, second] = (await open().blame("a.md", oids[0] ?? "")) ?? [];
      assert.deepEqual(second, {
        origin: { commit: oids[0], path: "a.md", previous: { commit: oids[1], path: "a.md" }, older: false },
        line: 2,
      });
      assert.deepEqual(first, {
        origin: { commit: oids[5000], path: "a.md", previous: null, older: true },
        line: 1,
      });
    });
  });

  it("of a file that is not there is none, and of an empty one no line", () =>
    using({ "a.md": "", "gone.md": "x\n" }, async ({ repository }) => {
      await repository.commit(async () => save({ "gone.md": null }));
      const head = await repository.head();
      assert.deepEqual(await repository.blame("a.md", head), []);
      for (const name of ["gone.md", "never.md", "../a.md", ""]) assert.equal(await repository.blame(name, head), null);
    }));

  it("is the same while the history is not indexed yet", async () => {
    const random = createRandom();
    await usingHistory(randomPages(random, { length: 30, ordered: false }), async ({ dir, open }) => {
      const repository = await createRepository({ dir });
      try {
        const head = await repository.head();
        const early = await Promise.all(PAGES.map((page) => repository.blame(page, head)));
        const wanted = await Promise.all(PAGES.map((page) => open().blame(page, head)));
        assert.deepEqual(early, wanted, `seed ${random.seed}`);
      } finally {
        await repository.close();
      }
    });
  });
});

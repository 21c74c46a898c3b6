import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createMainRef } from "../../server/git/main-ref.ts";
import { createObjectReader } from "../../server/git/object-reader.ts";
import { createGit } from "../../server/git/process.ts";
import { createReading } from "../../server/git/read.ts";
import { createRepository, type Repository } from "../../server/git/repo.ts";
import { createTelling } from "../../server/git/told.ts";
import { createWalkedHistory, type WalkedHistory } from "../../server/git/walked-history.ts";
import { temporaryFolder } from "../kit/folder.ts";
import { git } from "../kit/git.ts";
import { createRandom } from "../kit/random.ts";
import { blobOf, commitByHand, gitWith, save, using } from "./plumbing.ts";
import { PATHS, randomHistory, toldByGit, toldInOrder } from "./random-history.ts";

async function inParts(
  repository: Pick<Repository, "commits">,
  path: string | undefined,
  size: number,
): Promise<string[]> {
  const told: string[] = [];
  for (;;) {
    const before = told.at(-1);
    const part = await repository.commits({ ...(path && { path }), ...(before && { before }), limit: size });
    told.push(...part.map(({ oid }) => oid));
    if (part.length < size) return told;
  }
}

async function usingHistory(
  stream: string,
  run: (dir: string, repository: Repository) => Promise<void>,
): Promise<void> {
  const folder = await temporaryFolder();
  const dir = folder.path;
  await git(dir, "init", "--quiet", "--bare", "--initial-branch=main", dir);
  await gitWith(dir, stream, "fast-import", "--quiet", "--force");
  const repository = await createRepository({ dir });
  await repository.indexed();
  try {
    await run(dir, repository);
  } finally {
    await repository.close();
    await folder.remove();
  }
}

/** History as it is told while there is no index. */
async function usingWalks(dir: string, run: (walked: WalkedHistory) => Promise<void>): Promise<void> {
  const git = createGit(dir);
  const objects = createObjectReader(git);
  const reading = createReading({ git, objects, main: createMainRef(git, dir), isIndexed: () => false });
  try {
    await run(
      createWalkedHistory(
        git,
        reading,
        createTelling(reading, () => null),
      ),
    );
  } finally {
    await objects.close();
  }
}

describe("history", () => {
  it("is what git finds, through merges, whole and in parts, at random", async () => {
    const random = createRandom();
    await usingHistory(randomHistory(random, 60), async (dir, repository) => {
      for (const path of [undefined, "events", ...PATHS]) {
        const wanted = await toldInOrder(dir, path);
        const why = `seed ${random.seed}, path ${path}`;
        const all = await repository.commits({ ...(path && { path }), limit: 1000 });
        assert.deepEqual(
          all.map(({ oid }) => oid),
          wanted,
          why,
        );
        assert.deepEqual(await inParts(repository, path, 7), wanted, why);
      }
    });
  });

  it("is what git finds while there is no index too, in git's order", async () => {
    const random = createRandom();
    await usingHistory(randomHistory(random, 40), async (dir) =>
      usingWalks(dir, async (walked) => {
        for (const path of [undefined, "events", ...PATHS]) {
          const wanted = await toldByGit(dir, path);
          assert.deepEqual(await inParts(walked, path, 7), wanted, `seed ${random.seed}, path ${path}`);
        }
      }),
    );
  });

  it("has git's own order where clocks agree", () =>
    using({ "a.md": "a\n" }, async ({ dir, repository }) => {
      for (let count = 0; count < 5; count += 1) await repository.commit(async () => save({ "a.md": `${count}` }));
      const wanted = await toldByGit(dir, "a.md");
      assert.deepEqual(await inParts(repository, "a.md", 2), wanted);
    }));

  it("tells of each commit what git tells, at random", async () => {
    const random = createRandom();
    await usingHistory(randomHistory(random, 40), async (dir, repository) => {
      for (const oid of (await git(dir, "rev-list", "main")).trim().split("\n")) {
        const [time = "", ...parents] = (await git(dir, "log", "-1", "--format=%at %P", oid)).trim().split(" ");
        const from = parents[0] === undefined ? ["--root", oid] : [parents[0], oid];
        const raw = await git(dir, "diff-tree", "-r", "-z", "--no-commit-id", "--no-renames", "--raw", ...from);
        const changes = [...raw.matchAll(/:\d+ \d+ (\w+) (\w+) \w\0([^\0]+)\0/g)].map(
          ([, before = "", after = "", path]) => ({
            path,
            before: /^0+$/.test(before) ? null : before,
            after: /^0+$/.test(after) ? null : after,
          }),
        );
        const told = await repository.find(oid);
        assert.deepEqual(told?.parents, parents, `seed ${random.seed}`);
        assert.equal(told?.date, Number(time) * 1000);
        assert.deepEqual(told?.changes, changes, `seed ${random.seed}, commit ${oid}`);
      }
    });
  });

  it("keeps up with commits, the wiki's and others', and with merges", async () => {
    const random = createRandom();
    await usingHistory(randomHistory(random, 20), async (dir, repository) => {
      for (let round = 0; round < 12; round += 1) {
        for (const path of [undefined, "a.md", "events"]) {
          const wanted = await toldInOrder(dir, path);
          const told = await repository.commits({ ...(path && { path }), limit: random.pick([1, 5, 1000]) });
          assert.deepEqual(
            told.map(({ oid }) => oid),
            wanted.slice(0, told.length),
            `seed ${random.seed}, round ${round}`,
          );
        }
        for (let count = random.int(4); count > 0; count -= 1) {
          await repository.commit(async () => save({ [random.pick(["a.md", "other.md"])]: `${round} ${count}` }));
        }
        const entry = `100644 blob ${await blobOf(dir, `hand ${round}`)}\ta.md`;
        const sides = (await git(dir, "for-each-ref", "--format=%(objectname)", "refs/marks")).trim().split("\n");
        if (random.chance(0.3))
          await commitByHand(dir, [entry], random.chance(0.5) ? [random.pick(sides)].filter(Boolean) : []);
      }
    });
  });

  it("in parts neither repeats nor skips while main grows", () =>
    using({ "a.md": "a\n" }, async ({ repository }) => {
      const old: string[] = [await repository.head()];
      for (let count = 0; count < 12; count += 1) {
        old.unshift((await repository.commit(async () => save({ "a.md": `${count}` }))) ?? "");
      }
      for (const path of [undefined, "a.md"]) {
        const told: string[] = [];
        for (let before: string | undefined; ; before = told.at(-1)) {
          const part = await repository.commits({ ...(path && { path }), ...(before && { before }), limit: 4 });
          told.push(...part.map(({ oid }) => oid));
          if (part.length < 4) break;
          await repository.commit(async () => save({ "a.md": `more ${told.length} ${path}` }));
        }
        assert.deepEqual(told.slice(-old.length), old);
        assert.equal(new Set(told).size, told.length);
        old.splice(0, old.length, ...(await repository.commits({ limit: 100 })).map(({ oid }) => oid));
      }
    }));

  it("goes on after a commit that does not touch the path, and is empty after one that is not main's", () =>
    using({ "a.md": "a\n", "b.md": "b\n" }, async ({ repository }) => {
      const first = await repository.commit(async () => save({ "a.md": "1" }));
      const other = await repository.commit(async () => save({ "b.md": "1" }));
      await repository.commit(async () => save({ "a.md": "2" }));
      const told = await repository.commits({ path: "a.md", before: other ?? "", limit: 1 });
      assert.deepEqual(
        told.map(({ oid }) => oid),
        [first],
      );
      for (const before of ["f".repeat(40), "no", "--all"]) {
        assert.deepEqual(await repository.commits({ path: "a.md", before, limit: 9 }), []);
        assert.deepEqual(await repository.commits({ before, limit: 9 }), []);
      }
    }));

  it("of a path that is none is empty", () =>
    using({ "a.md": "a\n" }, async ({ repository }) => {
      for (const path of ["", "..", "../a.md", "./a.md", "a.md/", "a\0b", "--all", "A.md", "*.md", ":/a.md"]) {
        assert.deepEqual(await repository.commits({ path, limit: 9 }), [], path);
      }
    }));

  it("shows names that are not UTF-8 as well as it can, and no links or submodules", () =>
    using({ "a.md": "a\n" }, async ({ dir, repository }) => {
      const blob = await blobOf(dir, "x");
      const entries = [
        `100644 blob ${blob}\tcaf\xe9.md`,
        `120000 blob ${blob}\tlink`,
        `160000 commit ${"1".repeat(40)}\tsub`,
      ];
      const oid = await commitByHand(dir, entries);
      assert.deepEqual((await repository.find(oid))?.changes, [{ path: "caf\ufffd.md", before: null, after: blob }]);
      assert.equal((await repository.commits({ limit: 9 })).length, 2);
      assert.equal((await repository.commits({ path: "link", limit: 9 })).length, 0);
    }));

  it("ends where a shallow history ends", async () => {
    const folder = await temporaryFolder();
    const dir = `${folder.path}/shallow.git`;
    try {
      await using({ "a.md": "a\n", "b.md": "b\n" }, async (of) => {
        await of.repository.commit(async () => save({ "a.md": "1" }));
        await git(folder.path, "clone", "--quiet", "--bare", "--depth=1", `file://${of.dir}`, dir);
      });
      const repository = await createRepository({ dir });
      const [only, ...more] = await repository.commits({ limit: 9 });
      await repository.close();
      assert.equal(more.length, 0);
      assert.deepEqual(
        only?.changes.map(({ path, before }) => [path, before]),
        [
          ["a.md", null],
          ["b.md", null],
        ],
      );
    } finally {
      await folder.remove();
    }
  });
});

describe("a commit's name", () => {
  it("is what main has in its past, and nothing else", () =>
    using({ "a.md": "a\n" }, async ({ dir, repository }) => {
      const head = await repository.commit(async () => save({ "a.md": "2" }));
      const tree = (await git(dir, "rev-parse", "main^{tree}")).trim();
      const stray = await gitWith(dir, "stray", "commit-tree", tree);
      assert.equal(await repository.resolve((head ?? "").slice(0, 12).toUpperCase()), head);
      assert.equal(await repository.resolve(stray), null);
      assert.equal(await repository.resolve(tree), null);
      assert.equal(await repository.resolve((head ?? "").slice(0, 3)), null);
      // A branch by a name that looks like an abbreviated id.
      await git(dir, "branch", "beef", "main");
      assert.equal(await repository.resolve("beef"), null);
    }));
});

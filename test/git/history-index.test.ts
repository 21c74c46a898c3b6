import assert from "node:assert/strict";
import { chmod, readFile, rm, truncate, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, it } from "node:test";
import { createRepository, type Repository, type RepositoryOptions } from "../../server/git/repo.ts";
import { temporaryFolder } from "../kit/folder.ts";
import { git } from "../kit/git.ts";
import { createRandom, type Random } from "../kit/random.ts";
import { bytes, gitWith, save } from "./plumbing.ts";
import { PATHS, randomHistory, toldInOrder } from "./random-history.ts";

const ASKED = [undefined, "events/2016", ...PATHS];

/** Everything that history tells. */
async function all(repository: Repository): Promise<unknown[]> {
  const told = ASKED.map((one) => repository.commits({ ...(one !== undefined && { path: one }), limit: 9999 }));
  const outlines = PATHS.map((one) => repository.outlines({ path: one, limit: 9999 }));
  return Promise.all([...told, ...outlines]);
}

const oidOf = ({ oid }: { readonly oid: string }): string => oid;

async function opened<T>(options: RepositoryOptions, run: (repository: Repository) => Promise<T>): Promise<T> {
  const repository = await createRepository(options);
  try {
    await repository.indexed();
    return await run(repository);
  } finally {
    await repository.close();
  }
}

interface Place {
  readonly dir: string;
  readonly derived: string;
  /** The index on disk. */
  readonly file: string;
}

async function usingHistory(stream: string, run: (place: Place) => Promise<void>): Promise<void> {
  const folder = await temporaryFolder();
  const [dir, derived] = [path.join(folder.path, "notes.git"), path.join(folder.path, "index")];
  try {
    await git(folder.path, "init", "--quiet", "--bare", "--initial-branch=main", dir);
    await gitWith(dir, stream, "fast-import", "--quiet", "--force");
    await run({ dir, derived, file: path.join(derived, "history") });
  } finally {
    await folder.remove();
  }
}

/** A git that notes how it is called. */
async function noting(folder: string): Promise<{ binary: string; calls(): Promise<string> }> {
  const [binary, notes] = [path.join(folder, "noting-git"), path.join(folder, "calls")];
  await writeFile(binary, `#!/bin/sh\nprintf '%s ' "$@" >> '${notes}'\necho >> '${notes}'\nexec git "$@"\n`);
  await chmod(binary, 0o755);
  return { binary, calls: () => readFile(notes, "utf8") };
}

async function damage(file: string, random: Random): Promise<void> {
  const there = await readFile(file);
  const kind = random.int(4);
  if (kind === 0) await truncate(file, random.int(there.length));
  if (kind === 1) there[random.int(there.length)] = random.int(256);
  if (kind === 2) await rm(file);
  if (kind === 1) await writeFile(file, there);
  if (kind === 3) await writeFile(file, bytes("plenary history 0\n"));
}

describe("the index of the history", () => {
  it("caught up step by step is the same as built anew, and is what git finds, at random", async () => {
    const random = createRandom();
    const length = 60;
    await usingHistory(randomHistory(random, length), async ({ dir, derived }) => {
      const marks = (await git(dir, "for-each-ref", "--format=%(objectname)", "--sort=version:refname", "refs/marks"))
        .trim()
        .split("\n");
      const line = (await git(dir, "rev-list", "--first-parent", "--reverse", "main")).trim().split("\n");
      let at = 0;
      let repository = await createRepository({ dir, derived });
      try {
        for (let step = 0; step < 15; step += 1) {
          // Mostly on, at times to where main was never: then it is another history altogether.
          at = Math.min(line.length - 1, at + 1 + random.int(5));
          const to = random.chance(0.15) ? random.pick(marks) : (line[at] ?? "");
          await gitWith(dir, "", "update-ref", "refs/heads/main", to);
          if (random.chance(0.3)) {
            await repository.close();
            repository = await createRepository({ dir, derived });
          }
          await repository.indexed();
          const why = `seed ${random.seed}, step ${step}`;
          assert.deepEqual(await all(repository), await opened({ dir }, all), why);
          const one = ASKED[random.int(ASKED.length)];
          const told = await repository.commits({ ...(one !== undefined && { path: one }), limit: 9999 });
          const names = told.map(({ oid }) => oid);
          assert.deepEqual(names, await toldInOrder(dir, one), `${why}, path ${one}`);
        }
      } finally {
        await repository.close();
      }
    });
  });

  it("tells in short what the commits themselves say, at random", async () => {
    const random = createRandom();
    await usingHistory(randomHistory(random, 400, 0.05), async ({ dir }) => {
      await opened({ dir }, async (repository) => {
        let goingOn = 0;
        for (const one of PATHS) {
          const outlines = await repository.outlines({ path: one, limit: 9999 });
          const commits = await repository.commits({ path: one, limit: 9999 });
          // A folder's history is of all that is below it, and there is one that is a file at times.
          if (one !== "events")
            assert.deepEqual(outlines.map(oidOf), commits.map(oidOf), `seed ${random.seed}, ${one}`);
          const arrivals = outlines.filter(({ before }) => before === null).map(oidOf);
          assert.deepEqual(await repository.arrivals({ path: one }), arrivals, `seed ${random.seed}, ${one}`);
          for (const outline of outlines) {
            const why = `seed ${random.seed}, path ${one}, commit ${outline.oid}`;
            const commit = (await repository.find(outline.oid)) ?? assert.fail(why);
            const below = await repository.find(commit.parents[0] ?? "");
            const onlyPath = [commit, below].map((of) => (of?.changes.length === 1 ? of.changes[0]?.path : null));
            const inOneSave = commit.saveId !== null && commit.saveId === below?.saveId;
            const inLine = commit.parents.length === 1 && below?.parents.length === 1;
            const goesOn = inOneSave && inLine && onlyPath[0] === one && onlyPath[1] === one;
            const people = [...new Set([commit.author, ...commit.coAuthors].map(({ name }) => name))];
            const before = commit.changes.find(({ path }) => path === one)?.before ?? null;
            assert.deepEqual(outline, { oid: commit.oid, people, goesOn, before }, why);
            if (goesOn) goingOn += 1;
            if (goesOn) assert.equal((await repository.nextOfSave(below?.oid ?? ""))?.saveId, commit.saveId, why);
          }
        }
        assert.ok(goingOn > 0, `seed ${random.seed}: no commit goes on`);
      });
    });
  });

  it("of which a part is lost, damaged or of another version tells nothing wrong, at random", async () => {
    const random = createRandom();
    await usingHistory(randomHistory(random, 30), async ({ dir, derived, file }) => {
      const whole = await opened({ dir }, all);
      for (let round = 0; round < 12; round += 1) {
        // A file of many blocks: one for the build, one for each save before.
        await opened({ dir, derived }, (repository) => repository.indexed());
        await damage(file, random);
        const told = await opened({ dir, derived }, all);
        assert.deepEqual(told, whole, `seed ${random.seed}, round ${round}`);
      }
    });
  });

  it("goes on from the last commit it knew: neither a start nor a save makes git walk", async () => {
    const folder = await temporaryFolder();
    const { binary, calls } = await noting(folder.path);
    try {
      await usingHistory(randomHistory(createRandom(), 20), async ({ dir, derived }) => {
        await opened({ dir, derived }, (repository) => repository.commit(async () => save({ "a.md": "one" })));
        const oids = await opened({ dir, derived, gitBinary: binary }, async (repository) => {
          const two = await repository.commit(async () => save({ "a.md": "two" }));
          await repository.indexed();
          const told = await repository.commits({ path: "a.md", limit: 2 });
          assert.equal(told[0]?.oid, two);
          return told.map(({ oid }) => oid);
        });
        assert.doesNotMatch(await calls(), / (?:log|rev-list|merge-base) /);
        await opened({ dir, derived, gitBinary: binary }, async (repository) => {
          const told = await repository.commits({ path: "a.md", limit: 2 });
          assert.deepEqual(
            told.map(({ oid }) => oid),
            oids,
          );
        });
        assert.doesNotMatch(await calls(), / (?:log|rev-list|merge-base) /);
      });
    } finally {
      await folder.remove();
    }
  });

  it("is not shaken by what the repository's own settings do to git log", async () => {
    const random = createRandom();
    await usingHistory(randomHistory(random, 20), async ({ dir }) => {
      const whole = await opened({ dir }, all);
      const settings = {
        "log.showRoot": "false",
        "diff.renames": "copies",
        "log.follow": "true",
        "diff.noprefix": "true",
      };
      for (const [name, value] of Object.entries({
        ...settings,
        "log.diffMerges": "separate",
        "diff.orderFile": "/none",
      })) {
        await git(dir, "config", name, value);
      }
      assert.deepEqual(await opened({ dir }, all), whole, `seed ${random.seed}`);
    });
  });

  it("that cannot be written is kept in memory, and said so", async () => {
    await usingHistory(randomHistory(createRandom(), 10), async ({ dir }) => {
      const said: string[] = [];
      // A file where the folder should be.
      const derived = path.join(dir, "HEAD");
      const told = await opened({ dir, derived, warn: (line) => said.push(line) }, all);
      assert.deepEqual(told, await opened({ dir }, all));
      assert.match(said.join("\n"), /the index of the history is not kept/);
    });
  });
});

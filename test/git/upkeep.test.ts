import assert from "node:assert/strict";
import { chmod, readdir, readFile, rm, utimes, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { describe, it } from "node:test";
import { createGit } from "../../server/git/process.ts";
import { createRepository } from "../../server/git/repo.ts";
import { createUpkeep, type Upkeep } from "../../server/git/upkeep.ts";
import { git } from "../kit/git.ts";
import type { TestRepository } from "../kit/repository.ts";
import { blobOf, flaws, processesOn, save, until, using } from "./plumbing.ts";

const files = { "a.md": "a\n", "events/b.md": "b\n" };

interface Kept extends TestRepository {
  readonly upkeep: Upkeep;
  readonly said: string[];
}

async function usingUpkeep(run: (of: Kept) => Promise<void>, gitBinary?: string): Promise<void> {
  await using(files, async (of) => {
    const said: string[] = [];
    const warn = (line: string) => said.push(line);
    const upkeep = createUpkeep({ git: createGit(of.dir, gitBinary), dir: of.dir, warn });
    try {
      await run({ ...of, upkeep, said });
    } finally {
      await upkeep.close();
    }
  });
}

async function counts(dir: string): Promise<{ loose: number; packs: number }> {
  const said = await git(dir, "count-objects", "-v");
  const of = (name: string): number => Number(new RegExp(`^${name}: (\\d+)$`, "m").exec(said)?.[1]);
  return { loose: of("count"), packs: of("packs") };
}

async function commitMany({ repository }: TestRepository, from: number, to: number): Promise<string[]> {
  const oids: string[] = [];
  for (let count = from; count < to; count += 1) {
    oids.push((await repository.commit(async () => save({ [`events/${count % 7}.md`]: `${count}\n` }))) ?? "");
  }
  return oids;
}

/** Everything that is in a commit can be read, by the process that has been reading all along. */
async function readAll({ repository }: TestRepository, oid: string): Promise<void> {
  for (const [file, blob] of await repository.files(oid)) {
    assert.ok(await repository.blob(blob), `${file} of ${oid}`);
  }
}

/** What is under a temporary name, or a lock. */
async function rubbish(dir: string): Promise<string[]> {
  const names = await readdir(dir, { recursive: true });
  return names.filter((name) => /(?:^|\/)(?:tmp_|\.tmp-)|\.lock$|gc\.pid/.test(name));
}

/** A git that does something else for one of its commands. */
async function gitThat(folder: string, command: string, does: string): Promise<string> {
  const binary = path.join(folder, "..", `git-${command}`);
  const script = `#!/bin/sh\ncase " $* " in *" ${command} "*) ${does};; esac\nexec git "$@"\n`;
  await writeFile(binary, script);
  await chmod(binary, 0o755);
  return binary;
}

describe("upkeep", () => {
  it("packs what is loose, while the wiki goes on reading and writing", () =>
    usingUpkeep(async (of) => {
      const oids = await commitMany(of, 0, 40);
      for (let round = 1; round <= 3; round += 1) {
        const tidied = of.upkeep.run();
        let done = false;
        void tidied.then(() => (done = true));
        while (!done) {
          oids.push(...(await commitMany(of, oids.length, oids.length + 3)));
          await readAll(of, oids[oids.length >> 1] ?? "");
        }
      }
      await of.upkeep.run();
      assert.equal((await counts(of.dir)).loose, 0);
      assert.ok((await counts(of.dir)).packs <= 4);
      const reachable = new Set((await git(of.dir, "rev-list", "main")).trim().split("\n"));
      assert.ok(oids.every((oid) => reachable.has(oid)));
      for (const oid of oids) await readAll(of, oid);
      assert.equal(await flaws(of.dir), "");
      assert.deepEqual(await rubbish(of.dir), []);
      assert.deepEqual(of.said, []);
      await git(of.dir, "commit-graph", "verify");
      await git(of.dir, "multi-pack-index", "verify");
    }));

  it("drops no object that nothing points to yet, loose or packed, nor does a full one", () =>
    usingUpkeep(async (of) => {
      await commitMany(of, 0, 3);
      const staged = [await blobOf(of.dir, "staged\n")];
      await of.upkeep.run();
      staged.push(await blobOf(of.dir, "staged later\n"));
      await of.upkeep.run(true);
      await of.upkeep.run();
      for (const oid of staged) assert.match(await git(of.dir, "cat-file", "blob", oid), /^staged/);
      assert.equal((await counts(of.dir)).loose, 0);
      assert.equal(await flaws(of.dir), "");
    }));

  it("lets a reader go on that has the packs open which it removes", () =>
    usingUpkeep(async (of) => {
      const oids: string[] = [];
      for (let round = 0; round < 4; round += 1) {
        oids.push(...(await commitMany(of, round * 6, round * 6 + 6)));
        await of.upkeep.run(round === 3);
        for (const oid of oids) await readAll(of, oid);
      }
      assert.equal((await counts(of.dir)).packs, 1);
    }));

  it("goes well beside git gc, which it neither disturbs nor waits for", () =>
    usingUpkeep(async (of) => {
      const oids = await commitMany(of, 0, 20);
      let refused = 0;
      for (let round = 0; round < 4; round += 1) {
        const gc = git(of.dir, "gc", "--quiet").catch((cause: Error) => {
          assert.match(cause.message, /gc is already running|gc\.pid\.lock': File exists/);
          refused += 1;
        });
        const tidied = round % 2 === 0 ? of.upkeep.run() : Promise.resolve();
        oids.push(...(await commitMany(of, oids.length, oids.length + 5)));
        await Promise.all([gc, tidied]);
      }
      assert.ok(refused < 4);
      for (const oid of oids) await readAll(of, oid);
      assert.equal(await flaws(of.dir), "");
      assert.deepEqual(of.said, []);
    }));

  it("leaves the repository to a git gc that runs, and not to one that has died", () =>
    usingUpkeep(async (of) => {
      await commitMany(of, 0, 3);
      const { loose } = await counts(of.dir);
      const lock = path.join(of.dir, "gc.pid");
      await writeFile(lock, `${process.ppid} ${os.hostname()}`);
      await of.upkeep.run();
      assert.equal((await counts(of.dir)).loose, loose);
      assert.equal(await readFile(lock, "utf8"), `${process.ppid} ${os.hostname()}`);
      await writeFile(lock, `${2 ** 22 + 1} ${os.hostname()}`);
      await of.upkeep.run();
      assert.equal((await counts(of.dir)).loose, 0);
      assert.deepEqual(await rubbish(of.dir), []);
    }));

  it("comes by itself after so many commits, one at a time", () =>
    using(files, async (of) => {
      const repository = await createRepository({ dir: of.dir, upkeepEvery: 10 });
      try {
        await commitMany({ ...of, repository }, 0, 25);
        await until(async () => (await counts(of.dir)).loose < 20 && (await counts(of.dir)).packs > 0);
      } finally {
        await repository.close();
      }
      assert.deepEqual(await rubbish(of.dir), []);
      assert.equal(await flaws(of.dir), "");
    }));

  it("that removes a folder just as an object is to go there does not refuse the commit", () =>
    usingUpkeep(async (of) => {
      let done = false;
      const tidying = (async () => {
        while (!done) await git(of.dir, "prune-packed", "--quiet");
      })();
      const oids = await commitMany(of, 0, 5);
      for (let round = 0; round < 2; round += 1) {
        const tidied = of.upkeep.run();
        oids.push(...(await commitMany(of, oids.length, oids.length + 5)));
        await tidied;
      }
      done = true;
      await tidying;
      for (const oid of oids) await readAll(of, oid);
      assert.equal(await flaws(of.dir), "");
    }));

  it("ends with the wiki at once, and leaves nothing behind", () =>
    using(files, async (of) => {
      await commitMany(of, 0, 3);
      for (const command of ["repack", "prune-packed", "commit-graph"]) {
        const binary = await gitThat(of.dir, command, "touch objects/pack/tmp_pack_half; sleep 600");
        const wrapped = createGit(of.dir, binary);
        const upkeep = createUpkeep({ git: wrapped, dir: of.dir, warn: assert.fail });
        const run = upkeep.run();
        await until(async () => (await processesOn(of.dir)).some((one) => one.command.includes(` ${command} `)));
        await upkeep.close();
        await run;
        const left = (await processesOn(of.dir)).filter((one) => one.command.includes(` ${command} `));
        assert.deepEqual(left, []);
        assert.deepEqual(await rubbish(of.dir), []);
      }
      assert.equal(await flaws(of.dir), "");
    }));

  it("clears away what a killed one left an hour ago, and nothing younger", () =>
    usingUpkeep(async (of) => {
      await commitMany(of, 0, 1);
      const old = new Date(Date.now() - 2 * 60 * 60_000);
      const blob = await blobOf(of.dir, "x");
      const left = [
        "pack/tmp_pack_a",
        "pack/.tmp-1-pack-b.pack",
        "pack/multi-pack-index.lock",
        `${blob.slice(0, 2)}/tmp_obj_c`,
      ];
      for (const name of left) {
        await writeFile(path.join(of.dir, "objects", name), "");
        await utimes(path.join(of.dir, "objects", name), old, old);
      }
      await writeFile(path.join(of.dir, "objects", "pack", "tmp_pack_young"), "");
      await of.upkeep.run();
      assert.deepEqual(await rubbish(of.dir), ["objects/pack/tmp_pack_young"]);
      assert.deepEqual(of.said, []);
    }));

  it("that fails costs nothing, is told of once, and is done when it can be", () =>
    using(files, async (of) => {
      const oids = await commitMany(of, 0, 3);
      const said: string[] = [];
      const full = path.join(of.dir, "..", "full");
      await writeFile(full, "");
      const does = `if [ -e '${full}' ]; then echo 'fatal: write error: No space left on device' >&2; exit 128; fi`;
      const binary = await gitThat(of.dir, "repack", does);
      const upkeep = createUpkeep({ git: createGit(of.dir, binary), dir: of.dir, warn: (line) => said.push(line) });
      await upkeep.run();
      await upkeep.run();
      assert.equal(said.length, 1);
      assert.match(said[0] ?? "", /cannot be tidied.*No space left on device/);
      for (const oid of oids) await readAll(of, oid);
      assert.equal(await flaws(of.dir), "");
      await rm(full);
      await upkeep.run();
      assert.equal((await counts(of.dir)).loose, 0);
      await upkeep.close();
    }));
});

import assert from "node:assert/strict";
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { chmod, mkdir, readFile, truncate } from "node:fs/promises";
import path from "node:path";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { WikiError } from "../../server/errors.ts";
import { createRepository, initRepository } from "../../server/git/repo.ts";
import { temporaryFolder } from "../kit/folder.ts";
import { git } from "../kit/git.ts";
import { ada, bytes, flaws, processesOn, save, using } from "./plumbing.ts";

const committer = path.join(path.dirname(fileURLToPath(import.meta.url)), "..", "kit", "committer.ts");
const files = { "a.md": "a\n" };

describe("a commit that was told of", () => {
  it("is there after kill -9, ten times over, and the repository is whole", { timeout: 240_000 }, () =>
    using(files, async ({ dir, repository }) => {
      for (let round = 0; round < 10; round += 1) {
        const told = await commitUntilKilled(dir, 100 + round * 40);
        assert.ok(told.length > 0);
        for (const oid of told) await git(dir, "merge-base", "--is-ancestor", oid, "main");
      }
      assert.equal(await flaws(dir), "");
      assert.ok(await repository.commit(async () => save({ "after.md": "x" })));
    }),
  );

  it("was on disk before: every object before main, main before the word", async (t) => {
    if (spawnSync("strace", ["-f", "true"]).status !== 0) return t.skip("strace cannot be run here");
    await using(files, async ({ dir }) => {
      const trace = path.join(dir, "..", "trace");
      const calls = "trace=fsync,fdatasync,rename,renameat,renameat2,write";
      const child = spawn(
        "strace",
        ["-f", "-y", "-s", "64", "-e", calls, "-o", trace, process.execPath, "--import", "tsx", committer, dir],
        {
          stdio: ["ignore", "pipe", "ignore"],
        },
      );
      await new Promise((resolve) => child.stdout.once("data", resolve));
      // Strace ends with what it traces.
      for (const { pid, command } of await processesOn(dir))
        if (!command.startsWith("strace")) process.kill(pid, "SIGKILL");
      await new Promise((resolve) => child.once("close", resolve));
      const { objects, order } = readTrace(await readFile(trace, "utf8"));
      assert.ok(objects >= 4, "a blob, two trees and a commit");
      assert.deepEqual(order, [
        "objects flushed",
        "objects renamed",
        "folders flushed",
        "main renamed",
        "its folder flushed",
        "told",
      ]);
    });
  });

  it("is made though another git packs and removes folders just as objects are to go there", () =>
    using(files, async ({ dir, repository }) => {
      let done = false;
      const tidying = (async () => {
        while (!done) await git(dir, "prune-packed", "--quiet");
      })();
      const made: string[] = [];
      try {
        for (let n = 0; n < 20; n += 1) {
          if (n % 5 === 4) await git(dir, "repack", "-d", "--quiet");
          const oid = await repository.commit(async () => save({ "a.md": `a${n}\n` }));
          assert.ok(oid);
          made.push(oid);
        }
      } finally {
        done = true;
        await tidying;
      }
      for (const oid of made) await git(dir, "merge-base", "--is-ancestor", oid, "main");
      assert.equal(await flaws(dir), "");
    }));

  it("mends an object that somebody's crash left torn", () =>
    using(files, async ({ dir, repository }) => {
      const first = await repository.commit(async () => save({ "b.md": "the same\n" }));
      const blob = (await repository.files(first ?? "")).get("b.md") ?? "";
      await repository.commit(async () => save({ "b.md": null }));
      const file = path.join(dir, "objects", blob.slice(0, 2), blob.slice(2));
      await chmod(file, 0o644);
      await truncate(file, 3);
      assert.ok(await repository.commit(async () => save({ "c.md": "the same\n" })));
      assert.equal(await git(dir, "show", "main:c.md"), "the same\n");
      assert.equal(await flaws(dir), "");
    }));
});

describe("a full disk", () => {
  it("refuses the commit, leaves main and reading as they were, and is over when there is room", async (t) => {
    const folder = await temporaryFolder();
    const disk = path.join(folder.path, "disk");
    await mkdir(disk);
    if (spawnSync("mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", disk]).status !== 0) {
      await folder.remove();
      return t.skip("a small disk cannot be mounted here");
    }
    const dir = path.join(disk, "notes.git");
    await initRepository(dir, { seed: new Map([["a.md", bytes("a\n")]]), author: ada, message: "Begin" });
    const repository = await createRepository({ dir });
    try {
      const head = await repository.head();
      const filler = path.join(disk, "filler");
      // Full to the last page, and then full but for a few: the disk may refuse at any of the steps.
      for (const room of [0, 1, 2, 3, 4, 5, 6]) {
        fill(filler, room * 4096);
        const outcome = await repository.commit(async () => save({ "b/c/d.md": `${room}\n` })).catch((cause) => cause);
        if (typeof outcome === "string") break;
        assert.ok(outcome instanceof WikiError, String(outcome));
        assert.equal(outcome.code, "cannot-write");
        assert.equal(await repository.head(), head);
        assert.equal((await repository.commits({ limit: 9 })).length, 1);
      }
      execFileSync("rm", [filler]);
      assert.ok(await repository.commit(async () => save({ "e.md": "e\n" })));
      assert.equal(await flaws(dir), "");
    } finally {
      await repository.close();
      spawnSync("umount", [disk]);
      await folder.remove();
    }
  });
});

/** Fills the disk with one file, and frees `room` bytes again. */
function fill(file: string, room: number): void {
  spawnSync("dd", ["if=/dev/zero", `of=${file}`, "bs=4096"], { stdio: "ignore" });
  const { size } = JSON.parse(execFileSync("stat", ["-c", '{"size":%s}', file]).toString()) as { size: number };
  execFileSync("truncate", ["-s", String(Math.max(0, size - room)), file]);
}

/** Runs a committer in a process of its own, kills it without warning, and gives the commits it had been told of. */
function commitUntilKilled(dir: string, ms: number): Promise<string[]> {
  const child = spawn(process.execPath, ["--import", "tsx", committer, dir], { stdio: ["ignore", "pipe", "inherit"] });
  let out = "";
  child.stdout.on("data", (data: Buffer) => {
    // The clock starts with the first commit: how long a process takes to start is not what is tried here.
    if (out === "") setTimeout(() => child.kill("SIGKILL"), ms);
    out += data.toString();
  });
  return new Promise((resolve) => child.once("close", () => resolve(out.match(/[0-9a-f]{40}(?=\n)/g) ?? [])));
}

/** The kinds of calls up to the first commit that was told of, each where the last of its kind stands. */
function readTrace(trace: string): { objects: number; order: string[] } {
  const kinds: [kind: string, call: RegExp][] = [
    ["objects flushed", /f(?:data)?sync\(\d+<[^>]*\/objects\/..\/tmp_obj_[0-9a-f]+>/],
    ["objects renamed", /rename\w*\(.*\/objects\/..\/[0-9a-f]{38}"/],
    ["folders flushed", /f(?:data)?sync\(\d+<[^>]*\/objects(?:\/[0-9a-f]{2})?>/],
    ["main renamed", /rename\w*\(.*main\.lock".*refs\/heads\/main"/],
    ["its folder flushed", /f(?:data)?sync\(\d+<[^>]*\/refs\/heads>/],
    ["told", /write\(1<.*"[0-9a-f]{40}\\n"/],
  ];
  const last = new Map<string, number>();
  let objects = 0;
  for (const [at, line] of trace.split("\n").entries()) {
    const kind = kinds.find(([, call]) => call.test(line))?.[0];
    // What git writes while the repository is opened looks like a commit that is told of.
    if (!kind || (kind === "told" && last.size === 0)) continue;
    if (kind === "objects flushed") objects += 1;
    last.set(kind, at);
    if (kind === "told") break;
  }
  return { objects, order: [...last].sort(([, a], [, b]) => a - b).map(([kind]) => kind) };
}

import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { utimes } from "node:fs/promises";
import path from "node:path";
import { describe, it } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { createRepository, initRepository } from "../../server/git/repo.ts";
import { ada, bytes, flaws, processesOn, save, until } from "../git/plumbing.ts";
import { git } from "../kit/git.ts";
import { createRandom } from "../kit/random.ts";
import { mountLoopDisk } from "./loop-disk.ts";

/** Times the power is cut. The long run is 200. */
const CUTS = Math.ceil(Number(process.env.ROUNDS ?? 10) / 3);

const COMMITTER = path.resolve(import.meta.dirname, "..", "kit", "committer.ts");
/** Small, so that upkeep falls among the cuts. */
const UPKEEP_EVERY = 15;

/** The commits that a committer was told of so far. */
function toldOf(child: ChildProcess): () => string[] {
  let out = "";
  child.stdout?.on("data", (data: Buffer) => (out += data.toString()));
  return () => out.match(/[0-9a-f]{40}(?=\n)/g) ?? [];
}

describe(`a power cut, ${CUTS} times`, () => {
  it("takes nothing that was told of, with commits and upkeep going on", { timeout: 1_200_000 }, async (t) => {
    const disk = await mountLoopDisk(64);
    if (!disk) return t.skip("a loop device cannot be mounted here");
    const random = createRandom();
    const dir = path.join(disk.path, "notes.git");
    await initRepository(dir, { seed: new Map([["a.md", bytes("a\n")]]), author: ada, message: "Begin" });
    const args = ["--import", "tsx", COMMITTER, dir, String(UPKEEP_EVERY)];
    const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
    const ended = new Promise((resolve) => child.once("close", resolve));
    const told = toldOf(child);
    try {
      for (let number = 1; number <= CUTS; number += 1) {
        const before = told().length;
        await until(async () => told().length > before, 60_000);
        await pause(random.int(1000));
        const goOn = await stop(child, dir);
        const promised = told();
        const cut = disk.cut();
        goOn();
        try {
          const copy = path.join(cut.path, "notes.git");
          const why = `cut ${number}, SEED=${random.seed}`;
          assert.equal(await flaws(copy), "", why);
          const reachable = new Set((await git(copy, "rev-list", "main")).trim().split("\n"));
          const lost = promised.filter((oid) => !reachable.has(oid));
          assert.deepEqual(lost, [], why);
          await commitOn(copy);
          if (number === CUTS)
            t.diagnostic(`${promised.length} commits, ${await packsOf(copy)} packs in the last copy`);
        } finally {
          cut.remove();
        }
      }
    } finally {
      child.kill("SIGKILL");
      await ended;
      await disk.remove();
    }
  });
});

/** Stops a process and the gits it has started; the returned function lets them go on. */
async function stop(child: ChildProcess, dir: string): Promise<() => void> {
  child.kill("SIGSTOP");
  const pids = (await processesOn(dir)).map(({ pid }) => pid);
  const signal = (name: "SIGSTOP" | "SIGCONT") => (pid: number) => {
    try {
      process.kill(pid, name);
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== "ESRCH") throw cause;
    }
  };
  pids.forEach(signal("SIGSTOP"));
  return () => pids.forEach(signal("SIGCONT"));
}

/** The wiki opens what is left, and goes on. */
async function commitOn(dir: string): Promise<void> {
  // A lock that the cut has left is older than the machine's start would be.
  await utimes(path.join(dir, "refs", "heads", "main.lock"), 0, 0).catch(() => {});
  const repository = await createRepository({ dir, warn: () => {} });
  try {
    assert.ok(await repository.commit(async () => save({ "after.md": "x" })));
  } finally {
    await repository.close();
  }
}

async function packsOf(dir: string): Promise<string> {
  return /^packs: (\d+)$/m.exec(await git(dir, "count-objects", "-v"))?.[1] ?? "no";
}

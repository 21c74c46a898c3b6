import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { openLmdbLog } from "../../server/docs/lmdb-log.ts";
import type { DocStore } from "../../server/docs/update-log.ts";
import { WikiError } from "../../server/errors.ts";
import { temporaryFolder } from "../kit/folder.ts";
import { until } from "../kit/typist.ts";

const doc = { id: "doc", epoch: 1, path: "events/2026/11/a.md" };
const base = { commit: "c".repeat(40), state: Uint8Array.of(1, 2, 3) };
const record = (seq: number) => ({ seq, update: new Uint8Array(50).fill(seq), author: null });

/** Makes system calls of this very process on a file fail until the returned function is called; null where it cannot. */
async function failing(file: string, calls: string, error: string): Promise<(() => Promise<void>) | null> {
  if (spawnSync("strace", ["-V"], { stdio: "ignore" }).status !== 0) return null;
  const args = ["-f", "-q", "-P", file, "-e", `trace=${calls}`, "-e", `inject=${calls}:error=${error}`];
  const strace = spawn("strace", [...args, "-o", "/dev/null", "-p", String(process.pid)], { stdio: "ignore" });
  const ended = new Promise<void>((resolve) => strace.once("exit", () => resolve()));
  const traced = (): boolean => !/^TracerPid:\t0$/m.test(readFileSync("/proc/self/status", "utf8"));
  while (!traced() && strace.exitCode === null) await pause(20);
  if (strace.exitCode !== null) return null;
  // It takes hold of the other threads right after the first.
  await pause(500);
  return async () => {
    strace.kill("SIGTERM");
    await ended;
  };
}

describe("a live store on a disk that fails", () => {
  const told: (WikiError | null)[] = [];
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let file = "";
  let log: DocStore;
  before(async () => {
    folder = await temporaryFolder();
    file = path.join(folder.path, "live.mdb");
    log = openLmdbLog(file, (refusal) => told.push(refusal));
    await log.create(doc, base);
  });
  after(async () => {
    await log.close();
    await folder.remove();
  });

  const seqs = async (): Promise<number[] | undefined> => (await log.load("doc"))?.records.map(({ seq }) => seq);

  for (const [what, calls, error] of [
    ["takes no page", "pwrite64,writev,pwritev", "EIO"],
    ["does not flush", "fdatasync", "EIO"],
    ["is full", "pwrite64,writev,pwritev", "ENOSPC"],
  ] as const) {
    it(`that ${what}: it is read on, the write is refused, and the next goes through`, {
      timeout: 60_000,
    }, async (t) => {
      const before = (await seqs()) ?? [];
      const next = before.length + 1;
      const stop = await failing(file, calls, error);
      if (!stop) return t.skip("needs strace");
      try {
        for (const seq of [next, next]) {
          await assert.rejects(log.append("doc", [record(seq)]), (cause) => {
            return cause instanceof WikiError && cause.code === "cannot-write";
          });
          assert.deepEqual(await seqs(), before);
          assert.deepEqual(log.byPath(doc.path), doc);
        }
        assert.ok(told.at(-1) instanceof WikiError);
      } finally {
        await stop();
      }
      await log.append("doc", [record(next)]);
      assert.deepEqual(await seqs(), [...before, next]);
      await until("the relief is told", () => told.at(-1) === null);
    });
  }

  // A transaction is some pages and then the root. Without that LMDB gives its environment up: reads fail, and the next
  // write never ends.
  it("that refuses one page after another, the root too, has each write or does not", {
    timeout: 120_000,
  }, async (t) => {
    for (let nth = 1; nth <= 6; nth += 1) {
      const before = (await seqs()) ?? [];
      const next = before.length + 1;
      const stop = await failing(file, "pwrite64,writev,pwritev", `EIO:when=${nth}`);
      if (!stop) return t.skip("needs strace");
      const kept = await log.append("doc", [record(next)]).then(
        () => true,
        () => false,
      );
      assert.deepEqual(await seqs(), kept ? [...before, next] : before);
      await stop();
      await log.append("doc", [record(next)]);
      assert.deepEqual(await seqs(), [...before, next]);
    }
  });

  it("has all that was not refused when it is opened again", async () => {
    const before = await log.load("doc");
    await log.close();
    log = openLmdbLog(file);
    assert.deepEqual(await log.load("doc"), before);
  });
});

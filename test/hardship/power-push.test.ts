import assert from "node:assert/strict";
import { utimes } from "node:fs/promises";
import path from "node:path";
import { describe, it } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { flaws, processesOn } from "../git/plumbing.ts";
import { temporaryFolder } from "../kit/folder.ts";
import { git } from "../kit/git.ts";
import { clonePusher, type Pusher } from "../kit/pusher.ts";
import { createRandom } from "../kit/random.ts";
import { type ServerProcess, spawnServer } from "../kit/server.ts";
import { type CutDisk, mountLoopDisk } from "./loop-disk.ts";

/** Times the power is cut. The long run is 200. */
const CUTS = Math.ceil(Number(process.env.ROUNDS ?? 10) / 3);
/** People who push, each to a branch of their own, and the first to `main`. */
const PUSHERS = 2;
const OPEN = { PLENARY_PUSH: "open" };

/** Pushes on and on, until it is told to stop. */
interface Pushing {
  /** What git called done so far: each commit, and the ref it was pushed to. */
  readonly done: readonly { readonly ref: string; readonly commit: string }[];
  stop(): Promise<void>;
}

function pushOn(pusher: Pusher, ref: string, name: string): Pushing {
  const done: { ref: string; commit: string }[] = [];
  let isOver = false;
  const running = (async () => {
    for (let number = 0; !isOver; number += 1) {
      const commit = await pusher.commit({ [`${name}-${number % 5}.md`]: `${name}\n----\n\n- ${number}\n` });
      const pushed = await pusher.push("--quiet", "origin", `HEAD:${ref}`);
      if (!pushed.done) throw new Error(pushed.said);
      done.push({ ref, commit });
    }
  })();
  // Looked at when it is stopped.
  running.catch(() => {});
  return {
    done,
    async stop() {
      isOver = true;
      await running;
    },
  };
}

describe(`a power cut while people push, ${CUTS} times`, () => {
  it("takes no push that git called done", { timeout: 1_200_000 }, async (t) => {
    const disk = await mountLoopDisk(96);
    if (!disk) return t.skip("a loop device cannot be mounted here");
    const random = createRandom();
    const folder = await temporaryFolder();
    const data = path.join(disk.path, "data");
    let server: ServerProcess | null = null;
    const pushings: Pushing[] = [];
    try {
      server = await spawnServer(["--data", data], OPEN);
      for (let number = 0; number < PUSHERS; number += 1) {
        const pusher = await clonePusher(`${server.url}/notes.git`, path.join(folder.path, `clone-${number}`));
        pushings.push(pushOn(pusher, number === 0 ? "refs/heads/main" : `refs/heads/draft-${number}`, `of-${number}`));
      }
      for (let number = 1; number <= CUTS; number += 1) {
        await untilMore(pushings);
        await pause(random.int(1500));
        const goOn = await stopAll(server, data);
        const promised = pushings.flatMap(({ done }) => [...done]);
        const cut = disk.cut();
        goOn();
        try {
          await check(cut, promised, `cut ${number}, SEED=${random.seed}`);
        } finally {
          cut.remove();
        }
      }
      t.diagnostic(`${pushings.reduce((sum, { done }) => sum + done.length, 0)} pushes`);
    } finally {
      // The server goes on to the end: a push that it breaks off would look like one that failed.
      const stopped = await Promise.allSettled(pushings.map((pushing) => pushing.stop()));
      await server?.end("SIGKILL");
      await disk.remove();
      await folder.remove();
      for (const { status, ...why } of stopped) assert.equal(status, "fulfilled", JSON.stringify(why));
    }
  });
});

/** Waits until each of them has pushed once more. */
async function untilMore(pushings: readonly Pushing[]): Promise<void> {
  const before = pushings.map(({ done }) => done.length);
  for (const end = Date.now() + 60_000; ; await pause(20)) {
    if (pushings.every(({ done }, index) => done.length > (before[index] ?? 0))) return;
    if (Date.now() > end) throw new Error("nothing is pushed any more");
  }
}

/** What is left after the cut: all that was promised, whole, and a server starts on it and shows it. */
async function check(
  cut: CutDisk,
  promised: readonly { readonly ref: string; readonly commit: string }[],
  why: string,
): Promise<void> {
  const data = path.join(cut.path, "data");
  const notes = path.join(data, "notes.git");
  assert.equal(await flaws(notes), "", why);
  for (const ref of new Set(promised.map((push) => push.ref))) {
    const reachable = new Set((await git(notes, "rev-list", ref)).trim().split("\n"));
    const lost = promised.filter((push) => push.ref === ref && !reachable.has(push.commit));
    assert.deepEqual(lost, [], why);
  }
  // A lock that the cut has left is older than the machine's start would be.
  await utimes(path.join(notes, "refs", "heads", "main.lock"), 0, 0).catch(() => {});
  const again = await spawnServer(["--data", data], OPEN);
  try {
    const answer = await fetch(`${again.url}/of-0-0`);
    assert.equal(answer.status, 200, why);
    await answer.text();
  } finally {
    assert.equal(await again.end("SIGTERM"), 0, why);
  }
}

/** Stops a server and the gits it has started; the returned function lets them go on. */
async function stopAll({ child }: ServerProcess, data: string): Promise<() => void> {
  child.kill("SIGSTOP");
  const pids = (await processesOn(data)).map(({ pid }) => pid).filter((pid) => pid !== child.pid);
  const signal = (name: "SIGSTOP" | "SIGCONT") => (pid: number) => {
    try {
      process.kill(pid, name);
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== "ESRCH") throw cause;
    }
  };
  pids.forEach(signal("SIGSTOP"));
  return () => {
    pids.forEach(signal("SIGCONT"));
    child.kill("SIGCONT");
  };
}

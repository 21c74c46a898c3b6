import { rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { syncFolder } from "./disk.ts";
import { type Git, GitFailure, lastWords } from "./process.ts";
import { countLoose, sweepLoose, sweepPacks, takeGcLock } from "./upkeep-files.ts";

/** Commits from one upkeep to the next. */
const EVERY = 300;
/** Loose objects at the start from which on upkeep does not wait for commits: what so many commits leave. */
const MANY = EVERY * 4;
/** Loose objects at the start that tell of an import: everything then goes into one pack. */
const IMPORTED = 10_000;
/** How long a start is left alone, and how long after a failure it is tried again, ms. */
const QUIET_MS = 60_000;
const RETRY_MS = 10 * 60_000;
/** What is temporary and older than this was left by a git that was killed, ms. */
const LEFT_MS = 60 * 60_000;
/** Added to the priority of what works on: the wiki's own work goes first. */
const NICE = 15;

/** Small: one thread, and no more memory than it needs. */
const SETTINGS = ["-c", "pack.threads=1", "-c", "pack.windowMemory=64m", "-c", "pack.deltaCacheSize=32m"];

/** Keeps the objects in few packs and the commits in a graph, while everybody reads and writes; see decision 41. */
export interface Upkeep {
  /** To be called after each commit: every few hundred of them something is done, some time after. */
  committed(): void;
  /** Does it now, all into one pack where `full`, or waits for the one under way. Never rejects: what went wrong is told of. */
  run(full?: boolean): Promise<void>;
  /** Ends what is under way, and waits for it. */
  close(): Promise<void>;
}

export interface UpkeepOptions {
  readonly git: Git;
  /** The bare repository, absolute. */
  readonly dir: string;
  /** Told in one line what keeps it from being done: once, until it was done again. */
  readonly warn: (message: string) => void;
  /** Commits from one to the next; 300 where it is left out. */
  readonly every?: number;
}

export function createUpkeep({ git, dir, warn, every = EVERY }: UpkeepOptions): Upkeep {
  const packs = path.join(dir, "objects", "pack");
  const closing = new AbortController();
  let commits = 0;
  let running: Promise<void> | null = null;
  /** It could not be done, and waits for its time. */
  let postponed = false;
  let told = false;
  let timer: NodeJS.Timeout | null = after(QUIET_MS, begin);

  function after(ms: number, then: () => Promise<void>): NodeJS.Timeout {
    return setTimeout(() => {
      timer = null;
      void then();
    }, ms).unref();
  }

  /** The repository as it was found may have waited for this a long time. */
  async function begin(): Promise<void> {
    const loose = await countLoose(dir).catch(() => 0);
    if (loose >= MANY && !closing.signal.aborted) await run(loose >= IMPORTED);
  }

  function run(full = false): Promise<void> {
    if (closing.signal.aborted) return running ?? Promise.resolve();
    running ??= attempt(full).finally(() => {
      running = null;
    });
    return running;
  }

  async function attempt(full: boolean): Promise<void> {
    const before = commits;
    try {
      postponed = !(await underLock(full));
      if (postponed) return retry();
      commits -= before;
      told = false;
    } catch (cause) {
      if (closing.signal.aborted) return;
      if (!told) warn(`the repository cannot be tidied, which is tried again: ${(cause as Error).message}`);
      told = true;
      postponed = true;
      retry();
    }
  }

  function retry(): void {
    if (closing.signal.aborted) return;
    if (timer) clearTimeout(timer);
    timer = after(RETRY_MS, () => run());
  }

  /** False where somebody's `git gc` does the same at the moment. */
  async function underLock(full: boolean): Promise<boolean> {
    const release = await takeGcLock(dir);
    if (!release) return false;
    const began = Date.now();
    try {
      const isOld = (changed: number): boolean => changed < began - LEFT_MS;
      await sweepLoose(dir, isOld);
      await sweepPacks(dir, isOld);
      await tidy(full);
    } catch (cause) {
      await undo(began).catch(() => {});
      throw cause;
    } finally {
      await release();
    }
    return true;
  }

  /** What git has begun to write since, and an index of packs that may name one that is gone: each pack has its own. */
  async function undo(began: number): Promise<void> {
    await sweepPacks(dir, (changed) => changed >= began);
    await rm(path.join(packs, "multi-pack-index"), { force: true });
  }

  /**
   * What is loose goes first into a pack, and is removed when that is on disk under its name. Packs are then rolled up: git
   * names the new one in its index over all packs before it removes the others. No object is ever dropped, whether anything
   * points to it or not: one that was just written for a commit is pointed to by nothing yet.
   */
  async function tidy(full: boolean): Promise<void> {
    await work(["repack", "--quiet"]);
    await syncFolder(packs);
    await work(["prune-packed", "--quiet"]);
    const all = full ? ["-a", "--keep-unreachable"] : ["--geometric=2"];
    await work(["repack", "--quiet", "-d", ...all, "--write-midx"]);
    await syncFolder(packs);
    await work(["commit-graph", "write", "--reachable", "--split", "--changed-paths", "--no-progress"]);
  }

  /** Runs git to its end, behind all else; ends it the way in which it takes its locks with it. */
  async function work(args: readonly string[]): Promise<void> {
    closing.signal.throwIfAborted();
    const child = git.spawn([...SETTINGS, ...args], { apart: true });
    const { pid } = child;
    const stop = (): void => {
      if (pid !== undefined) whereAllowed(() => process.kill(-pid, "SIGTERM"));
    };
    closing.signal.addEventListener("abort", stop, { once: true });
    try {
      if (pid !== undefined) whereAllowed(() => os.setPriority(pid, NICE));
      const said = lastWords(child);
      child.stdin.on("error", () => {});
      child.stdin.end();
      child.stdout.resume();
      const failure = await new Promise<GitFailure | null>((resolve) => {
        child.once("error", (cause) => resolve(new GitFailure(`git cannot be run: ${cause.message}`, null)));
        child.once("close", (code) => resolve(code === 0 ? null : new GitFailure(said(), code ?? -1)));
      });
      closing.signal.throwIfAborted();
      if (failure) throw failure;
    } finally {
      closing.signal.removeEventListener("abort", stop);
    }
  }

  return {
    committed() {
      commits += 1;
      if (commits >= every && !postponed) void run();
    },
    run,
    async close() {
      closing.abort(new Error("the repository is closed"));
      if (timer) clearTimeout(timer);
      await running;
    },
  };
}

/** Where the system does not let us, or the process has just ended, it is left as it is. */
function whereAllowed(act: () => void): void {
  try {
    act();
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === undefined) throw cause;
  }
}

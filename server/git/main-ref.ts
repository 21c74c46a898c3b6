import { readFileSync, statSync } from "node:fs";
import path from "node:path";
import { syncFolder } from "./disk.ts";
import { type Git, GitFailure, lastWords } from "./process.ts";

export const MAIN = "refs/heads/main";

/** The id that stands for "there is none". */
const NO_COMMIT = "0".repeat(40);

/** A git that ended before it was asked is started again; one that ends twice has a reason. */
const MOST_TRIES = 2;

/** The branch of the wiki. Others may move it too, by git's own rules: a person with a shell, a push. */
export interface MainRef {
  /**
   * The commit `main` points to, as the files say now, whoever wrote them; null where there is no `main`. One small read
   * for all who ask until the event loop turns to something else.
   *
   * @throws where the file is there and holds no id: a torn write of somebody's is no empty repository.
   */
  read(): Promise<string | null>;
  /**
   * Moves `main`, and has it on disk, by git's own transaction: git's lock is respected, and nobody's move in between is
   * overwritten. "lost" where `main` is not at `from` (any more). Takes one call at a time.
   *
   * @param from null where there is no `main` yet.
   * @throws GitFailure where git cannot write, or another git does not let go of its lock; the disk's error. `main` is then
   *   at `from`.
   */
  move(from: string | null, to: string): Promise<"moved" | "lost">;
  /** Ends the process it keeps. Wait for a move under way first. */
  close(): Promise<void>;
}

export function createMainRef(git: Git, dir: string): MainRef {
  const readMain = mainReader(dir);
  let session: Session | null = null;

  let now: { readonly oid: string | null } | null = null;

  async function read(): Promise<string | null> {
    if (now) return now.oid;
    now = { oid: readMain() };
    // A tick that is asked for by a promise comes when no promise is left to run, and before the next event: only an event
    // could tell of a move.
    queueMicrotask(() =>
      process.nextTick(() => {
        now = null;
      }),
    );
    return now.oid;
  }

  async function swap(from: string | null, to: string): Promise<"moved" | "lost"> {
    for (let tries = 1; ; tries += 1) {
      session ??= openSession(git);
      const failure = await session.update(to, from ?? NO_COMMIT);
      if (!failure) return "moved";
      session = null;
      // Whether it failed before or after it moved the branch, only the branch can tell.
      const now = await read();
      if (now === to) return "moved";
      if (now !== from) return "lost";
      if (failure.said !== "" || failure.exitCode === null || tries === MOST_TRIES) throw failure;
    }
  }

  return {
    read,
    async move(from, to) {
      const moved = await swap(from, to);
      if (moved === "lost") return moved;
      try {
        // Git flushes the file that it renames into place; that the folder has it under its name is for us to see to.
        await syncFolder(path.join(dir, path.dirname(MAIN)));
      } catch (cause) {
        // Told as refused, so it must not be there. Where this fails too, there is nothing more to be done.
        if (from) await swap(to, from).catch(() => {});
        throw cause;
      }
      return moved;
    },
    async close() {
      await session?.end();
    },
  };
}

interface Session {
  /** Null when it is done; the failure when git ended instead. */
  update(to: string, from: string): Promise<GitFailure | null>;
  end(): Promise<void>;
}

/** One long-lived `git update-ref --stdin`. Git ends at the first thing it refuses. */
function openSession(git: Git): Session {
  // It waits a little for another git's lock before it gives up.
  const child = git.spawn(["-c", "core.filesRefLockTimeout=3000", "update-ref", "--stdin"], { apart: true });
  const said = lastWords(child);
  let failure: GitFailure | null = null;
  let waiting: ((failure: GitFailure | null) => void) | null = null;
  let out = "";

  function settle(outcome: GitFailure | null): void {
    waiting?.(outcome);
    waiting = null;
  }

  const closed = new Promise<void>((resolve) => {
    const fail = (cause: GitFailure): void => {
      failure ??= cause;
      settle(failure);
      resolve();
    };
    child.once("error", (cause) => fail(new GitFailure(`git cannot be run: ${cause.message}`, null)));
    child.once("close", (code) => fail(new GitFailure(said(), code ?? -1)));
  });
  // The pipe breaks a moment before the process is seen to end.
  child.stdin.on("error", () => {});
  child.stdout.on("data", (data: Buffer) => {
    out += data.toString();
    if (!out.includes("commit: ok\n")) return;
    out = "";
    settle(null);
  });

  return {
    update(to, from) {
      if (failure) return Promise.resolve(failure);
      return new Promise((resolve) => {
        waiting = resolve;
        // In one write: should the wiki die here, git has the whole of it and leaves no lock behind.
        child.stdin.write(`start\nupdate ${MAIN} ${to} ${from}\nprepare\ncommit\n`);
      });
    },
    end() {
      child.stdin.end();
      return closed;
    },
  };
}

/** A branch's file that is this old, ms, is another file, or has another time, once the branch has moved. */
const SETTLED_MS = 1000;

/** The branch's file as it was last read. */
interface Seen {
  readonly ino: number;
  readonly ctimeMs: number;
  readonly oid: string;
}

/**
 * Reads the branch at once, not by way of a thread: forty bytes that the kernel has at hand cost a tenth of what the way there
 * and back does. A file that was settled when it was read is only looked at: git never writes into it, but puts another in its
 * place. One that is younger may be followed by another of the same number and time, and is read.
 */
function mainReader(dir: string): () => string | null {
  const file = path.join(dir, MAIN);
  let seen: Seen | null = null;
  return () => {
    const now = statSync(file, { throwIfNoEntry: false });
    if (!now) {
      seen = null;
      return readPacked(dir);
    }
    const { ino, ctimeMs } = now;
    if (seen && seen.ino === ino && seen.ctimeMs === ctimeMs) return seen.oid;
    const content = readIfThere(file);
    if (content === null) return readPacked(dir);
    const oid = oidIn(content);
    seen = Date.now() - ctimeMs > SETTLED_MS ? { ino, ctimeMs, oid } : null;
    return oid;
  };
}

/** The branch where it has no file of its own. */
function readPacked(dir: string): string | null {
  const packed = readIfThere(path.join(dir, "packed-refs"));
  const line = new RegExp(`^(.*) ${MAIN}$`, "m").exec(packed ?? "");
  if (line) return oidIn(line[1] ?? "");
  // Between the two looks it may have been moved out of the one file into the other.
  const again = readIfThere(path.join(dir, MAIN));
  return again === null ? null : oidIn(again);
}

function oidIn(content: string): string {
  const oid = content.trimEnd();
  if (/^[0-9a-f]{40}$/.test(oid)) return oid;
  throw new Error(`${MAIN} is there and holds no commit's id`);
}

function readIfThere(file: string): string | null {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw cause;
  }
}

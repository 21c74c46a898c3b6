import path from "node:path";
import { type Blame, createBlame } from "./blame.ts";
import { type Commit, createCommit } from "./commit.ts";
import { createLock, type Gate } from "./gate.ts";
import { createHistory, type History } from "./history.ts";
import { createMainRef } from "./main-ref.ts";
import { createObjectReader } from "./object-reader.ts";
import { checkAndConfigure, checkGit } from "./open.ts";
import { createGit } from "./process.ts";
import { createReading, type Reading } from "./read.ts";
import { createUpkeep } from "./upkeep.ts";

export { type Beginning, initRepository } from "./init.ts";

/** The notes in git: fits `Trees`, `Commits`, `Log` and `Blames` of the wiki's ports. */
export interface Repository extends Pick<Reading, "head" | "files" | "blob" | "resolve">, History {
  readonly commit: Commit;
  readonly blame: Blame;
  /** Resolves when the index that history rests on is built, or cannot be. Nobody has to wait: until then git walks. */
  indexed(): Promise<void>;
  /** The writer lock. `commit` takes it by itself; whatever else moves `main` takes it here. */
  readonly lock: Gate;
  /** To be called by whoever else has moved a branch: history is brought in step, and upkeep counts it. */
  moved(): void;
  /** Calls `listener` when `main` may be another commit, whoever has moved it: as soon as it is known here, at a read at the latest. */
  onMove(listener: () => void): void;
  /** Waits for the commit under way, and ends the processes that are kept. */
  close(): Promise<void>;
}

export interface RepositoryOptions {
  /** A bare repository with a commit on `main`. */
  readonly dir: string;
  /** Folder for what is derived from the repository and may be deleted at any time; in memory only where it is left out. */
  readonly derived?: string;
  /** The program to run as git; the first `git` in the path where it is left out. */
  readonly gitBinary?: string;
  /** Told in one line what was found and mended at the start, and how long work gets on; a warning of the process where it is left out. */
  readonly warn?: (message: string) => void;
  /** Commits from one upkeep to the next; a few hundred where it is left out. */
  readonly upkeepEvery?: number;
}

/**
 * Opens a repository, and sets in its configuration what is not set yet. The wiki is to be the only process that has it
 * open this way; any git may be used on it all the same.
 *
 * @throws WikiError `refused` with one line to show, where it cannot be used.
 */
export async function createRepository(options: RepositoryOptions): Promise<Repository> {
  const dir = path.resolve(options.dir);
  const git = createGit(dir, options.gitBinary);
  const main = createMainRef(git, dir);
  const warn = options.warn ?? ((message) => process.emitWarning(message));
  await checkGit(git);
  await checkAndConfigure(dir, git, main, warn);
  const objects = createObjectReader(git);
  const reading = createReading({ git, objects, main, isIndexed: (oid) => history.has(oid) });
  const file = options.derived === undefined ? null : path.join(options.derived, "history");
  const history = createHistory(git, reading, { file, warn });
  void history.catchUp();
  const upkeep = createUpkeep({ git, dir, warn, ...(options.upkeepEvery && { every: options.upkeepEvery }) });
  const lock = createLock();
  const commit = createCommit({ dir, lock, main, reading });
  const listeners: (() => void)[] = [];
  /** `main` as it was last read. */
  let newest: string | null = null;
  async function head(): Promise<string> {
    const oid = await reading.head();
    if (oid !== newest) {
      newest = oid;
      for (const listener of listeners) listener();
    }
    return oid;
  }
  const moved = (): void => {
    void history.catchUp();
    upkeep.committed();
    for (const listener of listeners) listener();
  };
  return {
    head,
    files: reading.files,
    blob: reading.blob,
    resolve: reading.resolve,
    find: history.find,
    commits: history.commits,
    outlines: history.outlines,
    arrivals: history.arrivals,
    nextOfSave: history.nextOfSave,
    blame: createBlame({ git, reading, history }),
    asOf: history.asOf,
    between: history.between,
    indexed: history.indexed,
    async commit(draft) {
      const oid = await commit(draft);
      // After the answer: the next reader finds it done.
      if (oid) moved();
      return oid;
    },
    lock,
    moved,
    onMove: (listener) => void listeners.push(listener),
    async close() {
      await upkeep.close();
      await lock.run(() => main.close());
      await history.close();
      await objects.close();
    },
  };
}

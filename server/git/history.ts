import { createHistoryKeeper } from "./history-keeper.ts";
import type { CommitOutline } from "./history-short.ts";
import type { Git } from "./process.ts";
import type { Reading } from "./read.ts";
import { createSpans, type Spans } from "./spans.ts";
import { createTelling, type LoggedCommit } from "./told.ts";
import { rawName } from "./trees.ts";
import { createWalkedHistory } from "./walked-history.ts";

export interface CommitsQuery {
  /** A file, or a folder for all that is below it. */
  readonly path?: string;
  readonly before?: string;
  readonly limit: number;
}

/** As `Log` of the wiki's ports. */
export interface History extends Spans {
  find(oid: string): Promise<LoggedCommit | null>;
  /** Empty for a `before` that is no commit of `main`'s past. */
  commits(query: CommitsQuery): Promise<readonly LoggedCommit[]>;
  /** While there is no index, of a hundred commits at most. */
  outlines(query: CommitsQuery & { readonly path: string }): Promise<readonly CommitOutline[]>;
  arrivals(query: Omit<CommitsQuery, "limit"> & { readonly path: string }): Promise<readonly string[]>;
  nextOfSave(oid: string): Promise<LoggedCommit | null>;
}

/** History, and what the repository does with the index that it rests on. */
export interface IndexedHistory extends History {
  /** Whether a commit is known to be in `main`'s past; false also for one that is not known yet. */
  has(oid: string): boolean;
  /** Ids of all commits that touch a file; with `than`, at least of those that are built on it. While there is no index, git walks. */
  touching(path: string, than?: string): Promise<readonly string[]>;
  /** Brings the index in step with `main`, for whoever asks next. What stands in the way is met again by that one. */
  catchUp(): Promise<void>;
  /** Resolves when the index is built, or cannot be. */
  indexed(): Promise<void>;
  close(): Promise<void>;
}

export interface HistoryOptions {
  /** The file of the index; in memory only where it is null. */
  readonly file: string | null;
  /** Told in one line how a long build gets on. */
  readonly warn: (message: string) => void;
}

/** Commits that are read, while there is no index, for what it would tell in short. */
const OUTLINED = 100;

/** History by the index; while that is first built, by walks of git's. See decision 40. */
export function createHistory(git: Git, reading: Reading, options: HistoryOptions): IndexedHistory {
  const tell = createTelling(reading, (oid) => keeper.now()?.changes(oid) ?? null);
  const keeper = createHistoryKeeper({ git, tell, ...options });
  const walked = createWalkedHistory(git, reading, tell);

  async function index() {
    return keeper.at(await reading.head());
  }

  async function catchUp(): Promise<void> {
    await index().catch(() => {});
  }

  return {
    ...createSpans(git, tell),
    has: (oid) => keeper.now()?.has(oid) ?? false,
    catchUp,
    async indexed() {
      // More than once where `main` was rewritten meanwhile.
      while (!(await index()) && (await keeper.built()));
    },
    close: () => keeper.close(),
    async find(oid) {
      return (await tell(oid))?.commit ?? null;
    },
    async nextOfSave(oid) {
      const kept = await index();
      const next = kept ? kept.nextOfSave(oid) : await walked.nextOfSave(oid);
      return next === null ? null : ((await tell(next))?.commit ?? null);
    },
    async outlines(query) {
      if (!isPath(query.path)) return [];
      const kept = await index();
      if (kept) return kept.outlines({ ...query, path: rawName(query.path) });
      return walked.outlines({ ...query, limit: Math.min(query.limit, OUTLINED) });
    },
    async arrivals(query) {
      if (!isPath(query.path)) return [];
      const kept = await index();
      if (kept) return kept.arrivals({ ...query, path: rawName(query.path) });
      const all = await walked.commits({ ...query, limit: Number.POSITIVE_INFINITY });
      const brings = ({ changes }: LoggedCommit): boolean =>
        changes.some(({ path, before }) => path === query.path && before === null);
      return all.filter(brings).map(({ oid }) => oid);
    },
    async touching(path, than) {
      if (!isPath(path)) return [];
      const [kept, limit] = [await index(), Number.POSITIVE_INFINITY];
      if (!kept) return (await walked.commits({ path, limit })).map(({ oid }) => oid);
      const query = { path: rawName(path), limit };
      return than === undefined ? kept.commits(query) : kept.newer({ ...query, than });
    },
    async commits({ path, ...query }) {
      if (path !== undefined && !isPath(path)) return [];
      const kept = await index();
      if (!kept) return walked.commits({ ...query, ...(path !== undefined && { path }) });
      const names = kept.commits({ ...query, ...(path !== undefined && { path: rawName(path) }) });
      const found = await Promise.all(names.map(tell));
      return found.flatMap((one) => one?.commit ?? []);
    },
  };
}

/** What git would take as something else than a path from the root is no path of a file here. */
function isPath(path: string): boolean {
  return !path.includes("\0") && path.split("/").every((segment) => !/^\.{0,2}$/.test(segment));
}

import { createPace } from "../pace.ts";
import { createHistoryFile, type HistoryFile } from "./history-file.ts";
import { createHistoryIndex, type HistoryIndex } from "./history-index.ts";
import { streamCommits } from "./history-stream.ts";
import { type Git, succeeds } from "./process.ts";
import { peopleOf, type Tell, type Told } from "./told.ts";

/** Commits that are read here, one after another, to catch up; for more of them git is started. */
const CATCH_UP = 256;
/** Records that are written to disk at a time while the index is built, bytes. */
const BLOCK = 1024 * 1024;
/** Commits from which on it is worth a word that the index is built, and how it gets on. */
const WORTH_A_WORD = 20_000;

/** Keeps the history index in step with `main`, in memory and on disk. */
export interface HistoryKeeper {
  /**
   * The index, with all that is in the past of `head`, the newest commit, and nothing else. Null while it is built: from
   * nothing, for a wiki that is new to it, or anew where what it holds is not `main`'s past any more.
   */
  at(head: string): Promise<HistoryIndex | null>;
  /** The index as it is. Null while it is built. */
  now(): HistoryIndex | null;
  /** Waits for a build under way. False where the index cannot be built. */
  built(): Promise<boolean>;
  /** Ends what is under way. */
  close(): Promise<void>;
}

export interface KeeperPorts {
  readonly git: Git;
  readonly tell: Tell;
  /** Where the index is kept; null for in memory only. */
  readonly file: string | null;
  /** Told in one line how a long build gets on, and of an index that cannot be built or written. */
  readonly warn: (message: string) => void;
}

export function createHistoryKeeper({ git, tell, file: name, warn }: KeeperPorts): HistoryKeeper {
  const file: HistoryFile = createHistoryFile(name);
  const closing = new AbortController();
  let index: HistoryIndex | null = null;
  let building: Promise<void> | null = null;
  /** Why it could not be built: it is not tried again before the next start. */
  let failed = false;
  let turn: Promise<unknown> = open();

  async function open(): Promise<void> {
    const pace = createPace();
    try {
      const blocks = await file.read();
      const kept = createHistoryIndex(blocks.reduce((sum, { length }) => sum + length, 0));
      for (const records of blocks) {
        for (const _ of kept.load(records)) await pace();
      }
      if (kept.size() > 0) index = kept;
    } catch {
      index = null;
    }
  }

  /** An index that cannot be written is one that has to be caught up at the next start. */
  async function write(records: Buffer): Promise<void> {
    await file.append(records).catch((cause: Error) => warn(`the index of the history is not kept: ${cause.message}`));
  }

  /** The commits after `from` up to `to`, parents first; null where they are no short chain. */
  async function chain(from: string, to: string): Promise<Told[] | null> {
    const added: Told[] = [];
    for (let at = to; at !== from; ) {
      const one = await tell(at);
      const [parent, ...others] = one?.commit.parents ?? [];
      if (!one || parent === undefined || others.length > 0 || added.length === CATCH_UP) return null;
      added.push(one);
      at = parent;
    }
    return added.reverse();
  }

  async function catchUp(kept: HistoryIndex, head: string): Promise<boolean> {
    const from = kept.head();
    if (from === null) return false;
    const added = await chain(from, head);
    if (added)
      for (const { commit, own, time } of added) kept.add({ ...commit, people: peopleOf(commit), time, changes: own });
    else if (await succeeds(git.run(["merge-base", "--is-ancestor", from, head]), [1, 128])) {
      await streamCommits(git, [head, `^${from}`], (commit) => kept.add(commit), closing.signal);
    } else return false;
    await write(kept.fresh());
    return true;
  }

  async function build(head: string): Promise<void> {
    const begun = Date.now();
    const built = createHistoryIndex();
    await file.begin().catch((cause: Error) => warn(`the index of the history is not kept: ${cause.message}`));
    let pending = 0;
    await streamCommits(
      git,
      [head],
      (commit) => {
        built.add(commit);
        pending += 1;
        if (built.size() % WORTH_A_WORD === 0) warn(`the history is read once, to be indexed: ${built.size()} commits`);
        // A commit of one page takes some hundred bytes; one of many is rare.
        if (pending * 100 < BLOCK) return;
        pending = 0;
        return write(built.fresh());
      },
      closing.signal,
    );
    await write(built.fresh());
    await file.finish();
    if (built.size() >= WORTH_A_WORD) warn(`the history is indexed: ${built.size()} commits in ${seconds(begun)} s`);
    index = built;
  }

  function startBuilding(head: string): void {
    index = null;
    if (building || failed || closing.signal.aborted) return;
    building = build(head)
      .catch((cause: unknown) => {
        failed = true;
        if (!closing.signal.aborted) warn(`the history cannot be indexed: ${String((cause as Error).message)}`);
      })
      .finally(() => {
        building = null;
      });
  }

  async function step(head: string): Promise<HistoryIndex | null> {
    const kept = index;
    if (kept?.head() === head) return kept;
    try {
      if (kept && (await catchUp(kept, head))) return kept;
    } catch (cause) {
      // What came in may be a part of what there is, under a head that is not `main`.
      index = null;
      throw cause;
    }
    startBuilding(head);
    return null;
  }

  return {
    at(head) {
      if (index?.head() === head) return Promise.resolve(index);
      const mine = turn.then(() => step(head));
      turn = mine.catch(() => {});
      return mine;
    },
    now: () => index,
    async built() {
      await turn;
      await building;
      return !failed && !closing.signal.aborted;
    },
    async close() {
      closing.abort(new Error("the repository is closed"));
      await turn;
      await building;
    },
  };
}

function seconds(since: number): string {
  return ((Date.now() - since) / 1000).toFixed(1);
}

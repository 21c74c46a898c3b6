import { createHistoryOrder } from "./history-order.ts";
import {
  COMMIT,
  commitRecord,
  createRecordReader,
  type IndexedChange,
  type IndexedCommit,
  NAME,
  nameRecord,
  PATH,
  pathRecord,
  USUAL_COMMIT,
} from "./history-records.ts";
import { createShortHistory, type ShortHistory } from "./history-short.ts";
import { createOidTable } from "./oid-table.ts";

/** Where in the history to read. */
export interface IndexQuery {
  /** Raw: a file, or a folder for all that is or was below it. All commits where it is left out. */
  readonly path?: string;
  readonly limit: number;
}

/**
 * Who changed what, in memory. Commits are in one order, the newest first, and a commit comes before
 * all that it is built on: by rank, which is its time, or one more than its parents' where its clock was behind; then by id.
 * The order rests on nothing but the commits, so it is the same however they came in. See decision 40.
 */
export interface HistoryIndex extends ShortHistory {
  /** The commit that was taken in last: all that is in its past is here. Null where nothing is. */
  head(): string | null;
  size(): number;
  has(oid: string): boolean;
  /** Parents first. One that is here already is left out. */
  add(commit: IndexedCommit): void;
  /**
   * Takes in what another index has given as `fresh`, a few milliseconds of work at a time: nothing else may be asked of the
   * index before the last. Throws for bytes that are no records; the index is then spoilt.
   */
  load(records: Buffer): Generator<void>;
  /** The records that have come since it was last asked, or since `load`. */
  fresh(): Buffer;
  /** Ids, the newest first: commits that touch the path, and of merges those that changed something of their own. */
  commits(query: IndexQuery & { readonly before?: string }): string[];
  /** Ids of those that come right before a commit, the nearest first. Empty for a commit that is not here. */
  newer(query: IndexQuery & { readonly than: string }): string[];
  /** What a commit changed against its only parent, by path; null for a merge, and for one that is not here. */
  changes(oid: string): IndexedChange[] | null;
}

const FIRST_BYTES = 64 * 1024;
const KINDS = new Set([PATH, NAME, COMMIT]);
/** Records that are entered at a time. */
const SLICE = 1000;
/** Later than any real commit, seconds: a rank stays a whole number however the clocks were set. */
const LAST_TIME = 2 ** 43;

/** @param expected bytes of records that will come: room for them is taken at once. */
export function createHistoryIndex(expected = 0): HistoryIndex {
  let bytes = Buffer.allocUnsafeSlow(Math.max(FIRST_BYTES, expected));
  let used = 0;
  let written = 0;
  const records = createRecordReader(() => bytes);
  /** Where each commit's record begins, in the order they came. Elsewhere a commit is its place in this list. */
  const places: number[] = [];
  const known = createOidTable(
    (commit, oid) => records.oidBytes(place(commit)).equals(oid),
    Math.floor(expected / USUAL_COMMIT),
  );
  const names: string[] = [];
  const numbersOfNames = new Map<string, number>();
  const paths: string[] = [];
  const numbers = new Map<string, number>();
  /** The numbers of the paths below each folder there is or was. */
  const folders = new Map<string, Set<number>>();
  /** By path's number: the commits that touch it, the oldest first. */
  const touching: number[][] = [];
  /** Every commit that is told of, the oldest first. */
  const told: number[] = [];

  function place(commit: number): number {
    return places[commit] ?? 0;
  }

  function find(oid: string): number {
    return /^[0-9a-f]{40}$/.test(oid) ? known.find(Buffer.from(oid, "hex")) : -1;
  }

  function append(record: Buffer): void {
    if (used + record.length > bytes.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(bytes.length * 2, used + record.length));
      bytes.copy(larger, 0, 0, used);
      bytes = larger;
    }
    record.copy(bytes, used);
    used += record.length;
  }

  const { lowerBound, insert } = createHistoryOrder(records, place);

  /** Enters the record that begins at `at`, in the lists; gives where the next one begins. */
  function enter(at: number): number {
    const kind = records.kind(at);
    const end = records.end(at);
    if (!KINDS.has(kind) || end > used) throw new Error("the history index holds no such record");
    if (kind === PATH) enterPath(records.path(at));
    else if (kind === NAME) enterName(records.name(at));
    else enterCommit(at);
    return end;
  }

  function enterName(name: string): void {
    numbersOfNames.set(name, names.push(name) - 1);
  }

  function enterPath(path: string): void {
    const number = paths.push(path) - 1;
    numbers.set(path, number);
    touching.push([]);
    for (let slash = path.indexOf("/"); slash >= 0; slash = path.indexOf("/", slash + 1)) {
      const folder = path.slice(0, slash);
      const below = folders.get(folder);
      if (below) below.add(number);
      else folders.set(folder, new Set([number]));
    }
  }

  function enterCommit(at: number): void {
    const commit = places.push(at) - 1;
    known.add(records.oidBytes(at), commit);
    const count = records.changeCount(at);
    if (count > 0 || !records.isMerge(at)) insert(told, commit);
    for (let change = 0; change < count; change += 1) {
      const list = touching[records.changedPath(at, change)];
      if (!list) throw new Error("the history index names a path that it does not hold");
      insert(list, commit);
    }
  }

  function numberOf(path: string): number {
    const number = numbers.get(path);
    if (number !== undefined) return number;
    const at = used;
    append(pathRecord(path));
    enter(at);
    return paths.length - 1;
  }

  function numberOfName(name: string): number {
    const number = numbersOfNames.get(name);
    if (number !== undefined) return number;
    const at = used;
    append(nameRecord(name));
    enter(at);
    return names.length - 1;
  }

  function rankOf({ time, parents }: IndexedCommit): number {
    let rank = time >= 0 && time < LAST_TIME ? time : 0;
    for (const parent of parents) {
      const commit = find(parent);
      if (commit >= 0) rank = Math.max(rank, records.rank(place(commit)) + 1);
    }
    return rank;
  }

  /** A list that holds all that a query asks for, and which of it is asked for. */
  function listFor(path: string | undefined): { list: readonly number[]; isAsked: (commit: number) => boolean } {
    if (path === undefined) return { list: told, isAsked: () => true };
    const number = numbers.get(path);
    const below = folders.get(path);
    if (!below) return { list: number === undefined ? [] : (touching[number] ?? []), isAsked: () => true };
    return {
      list: told,
      isAsked(commit) {
        const at = place(commit);
        for (let change = 0; change < records.changeCount(at); change += 1) {
          const changed = records.changedPath(at, change);
          if (changed === number || below.has(changed)) return true;
        }
        return false;
      },
    };
  }

  const oidOf = (commit: number): string => records.oid(place(commit));

  return {
    head: () => (places.length === 0 ? null : oidOf(places.length - 1)),
    size: () => places.length,
    has: (oid) => find(oid) >= 0,
    add(commit) {
      if (find(commit.oid) >= 0) return;
      const paths = commit.changes.map(({ path }) => numberOf(path));
      const people = commit.people.map(numberOfName);
      const [parent, ...others] = commit.parents;
      const below = parent === undefined || others.length > 0 ? -1 : find(parent);
      const at = used;
      append(commitRecord(commit, { rank: rankOf(commit), parent: below, people, paths }));
      enter(at);
    },
    *load(block) {
      let at = used;
      append(block);
      for (let count = 1; at < used; count += 1) {
        at = enter(at);
        if (count % SLICE === 0) yield;
      }
      written = used;
      yield;
    },
    fresh() {
      const added = bytes.subarray(written, used);
      written = used;
      return added;
    },
    commits({ path, before, limit }) {
      const { list, isAsked } = listFor(path);
      const from = before === undefined ? null : find(before);
      if (from === -1) return [];
      const found: string[] = [];
      for (
        let at = (from === null ? list.length : lowerBound(list, from)) - 1;
        at >= 0 && found.length < limit;
        at -= 1
      ) {
        const commit = list[at] ?? 0;
        if (isAsked(commit)) found.push(oidOf(commit));
      }
      return found;
    },
    ...createShortHistory({
      records,
      place,
      find,
      touching,
      names,
      numberOf: (path) => numbers.get(path) ?? -1,
      lowerBound,
    }),
    newer({ path, than, limit }) {
      const { list, isAsked } = listFor(path);
      const from = find(than);
      const found: string[] = [];
      for (
        let at = from < 0 ? list.length : lowerBound(list, from);
        at < list.length && found.length < limit;
        at += 1
      ) {
        const commit = list[at] ?? 0;
        if (commit !== from && isAsked(commit)) found.push(oidOf(commit));
      }
      return found;
    },
    changes(oid) {
      const commit = find(oid);
      if (commit < 0 || records.isMerge(place(commit))) return null;
      const at = place(commit);
      const changes = Array.from({ length: records.changeCount(at) }, (_, change) => ({
        path: paths[records.changedPath(at, change)] ?? "",
        ...records.blobs(at, change),
      }));
      return changes.sort((a, b) => (a.path < b.path ? -1 : 1));
    },
  };
}

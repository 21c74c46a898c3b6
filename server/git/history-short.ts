import type { RecordReader } from "./history-records.ts";

/** How far from a commit, in its file's list, the one on top of it is looked for: what lies between came from branches. */
const NEAR = 16;

/** As `CommitOutline` of the wiki's ports. */
export interface CommitOutline {
  readonly oid: string;
  readonly people: readonly string[];
  readonly goesOn: boolean;
  readonly before: string | null;
}

/** A file's history without its commits' own words. */
export interface ShortHistory {
  /** A file's commits, the newest first. @param query.path raw. */
  outlines(query: { readonly path: string; readonly before?: string; readonly limit: number }): CommitOutline[];
  /** Ids of all those of a file before which it was not there. */
  arrivals(query: { readonly path: string; readonly before?: string }): string[];
  /** The commit right on top of this one that is of the same save; null for none. */
  nextOfSave(oid: string): string | null;
}

/** What of an index it is told from. A commit is its place in the order they came. */
export interface ShortHistoryParts {
  readonly records: RecordReader;
  /** Where a commit's record begins. */
  place(commit: number): number;
  /** -1 for one that is not here. */
  find(oid: string): number;
  /** -1 for a path that never was. */
  numberOf(path: string): number;
  /** By path's number: the commits that touch it, the oldest first. */
  readonly touching: readonly (readonly number[])[];
  readonly names: readonly string[];
  /** Where in a list the first one stands that does not come before a commit. */
  lowerBound(list: readonly number[], commit: number): number;
}

export function createShortHistory(of: ShortHistoryParts): ShortHistory {
  const { records, place, find, touching, names, lowerBound } = of;
  const oidOf = (commit: number): string => records.oid(place(commit));

  /** The only file that a commit with one parent changed, by its number; -1 for any other commit. */
  function onlyChange(at: number): number {
    return records.changeCount(at) === 1 && records.parent(at) >= 0 ? records.changedPath(at, 0) : -1;
  }

  /** `commit` stands right on top of another of its save, and both changed the same one file. */
  function goesOn(commit: number): boolean {
    const at = place(commit);
    const [save, only] = [records.save(at), onlyChange(at)];
    if (save === 0 || only < 0) return false;
    const below = place(records.parent(at));
    return records.save(below) === save && onlyChange(below) === only;
  }

  /** A file's number, and its commits up to `before`, the oldest first. */
  function ofFile(path: string, before: string | undefined): { number: number; list: readonly number[] } {
    const number = of.numberOf(path);
    const list = touching[number] ?? [];
    if (before === undefined) return { number, list };
    const from = find(before);
    return { number, list: from < 0 ? [] : list.slice(0, lowerBound(list, from)) };
  }

  /** Which of a commit's changes is that of a file. */
  function changeOf(commit: number, path: number): number {
    const at = place(commit);
    let change = records.changeCount(at) - 1;
    while (change > 0 && records.changedPath(at, change) !== path) change -= 1;
    return change;
  }

  function outlineOf(commit: number, path: number): CommitOutline {
    const at = place(commit);
    const people = records.people(at).map((person) => names[person] ?? "");
    const { before } = records.blobs(at, changeOf(commit, path));
    return { oid: records.oid(at), people, goesOn: goesOn(commit), before };
  }

  return {
    outlines({ path, before, limit }) {
      const { number, list } = ofFile(path, before);
      return list
        .slice(-limit)
        .reverse()
        .map((commit) => outlineOf(commit, number));
    },
    arrivals({ path, before }) {
      const { number, list } = ofFile(path, before);
      const brings = (commit: number): boolean => records.isNew(place(commit), changeOf(commit, number));
      return list.filter(brings).reverse().map(oidOf);
    },
    nextOfSave(oid) {
      const commit = find(oid);
      const save = commit < 0 ? 0 : records.save(place(commit));
      if (save === 0 || records.changeCount(place(commit)) === 0) return null;
      const list = touching[records.changedPath(place(commit), 0)] ?? [];
      const from = lowerBound(list, commit) + 1;
      const next = list
        .slice(from, from + NEAR)
        .find((one) => records.parent(place(one)) === commit && records.save(place(one)) === save);
      return next === undefined ? null : oidOf(next);
    },
  };
}

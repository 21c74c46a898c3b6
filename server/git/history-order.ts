import type { RecordReader } from "./history-records.ts";

/** The one order of commits, see decision 40: by rank, then by id. Lists in it have the oldest first. */
export interface HistoryOrder {
  /** Where in a list the first one stands that does not come before `commit`. */
  lowerBound(list: readonly number[], commit: number): number;
  /** Cheap where it comes last, as it mostly does. */
  insert(list: number[], commit: number): void;
}

/** @param place where a commit's record begins. */
export function createHistoryOrder(
  records: Pick<RecordReader, "rank" | "oidBytes">,
  place: (commit: number) => number,
): HistoryOrder {
  function compare(a: number, b: number): number {
    const [one, other] = [place(a), place(b)];
    return records.rank(one) - records.rank(other) || records.oidBytes(one).compare(records.oidBytes(other));
  }

  /** Where in a list the first one stands that does not come before `commit`. */
  function lowerBound(list: readonly number[], commit: number): number {
    let [from, to] = [0, list.length];
    while (from < to) {
      const middle = (from + to) >>> 1;
      if (compare(list[middle] ?? 0, commit) < 0) from = middle + 1;
      else to = middle;
    }
    return from;
  }

  function insert(list: number[], commit: number): void {
    const last = list.at(-1);
    if (last === undefined || compare(last, commit) < 0) list.push(commit);
    else list.splice(lowerBound(list, commit), 0, commit);
  }

  return { lowerBound, insert };
}

/**
 * What differs between two sequences, in bounded time.
 *
 * Myers' algorithm (`diff`) costs its edit length times the sequences' length, so every call spends from an `Effort`
 * and gives up when that is used up; anchors or a coarser answer take over. The count, not the clock, decides: the
 * same input always gives the same answer.
 */
import { diffArrays } from "diff";

/** Half-open stretches of two sequences that differ; either may be empty, never both. */
export interface Hunk {
  readonly oldFrom: number;
  readonly oldTo: number;
  readonly newFrom: number;
  readonly newTo: number;
}

/** What is left to be spent, in comparisons. Passed along, so that many small diffs are bounded together. */
export interface Effort {
  left: number;
  /** Elements of both sides, beside what they begin and end with, up to which they are compared; no limit where it is absent. */
  readonly longest?: number;
}

/** About half a second at the worst. Ordinary saves need a thousandth of it. */
export const ORDINARY_EFFORT = 20_000_000;

/** For where others wait: some 50 ms at the worst. Beyond it a diff is coarser. */
export function shortEffort(): Effort {
  return { left: 1_000_000, longest: 20_000 };
}

/**
 * The smallest set of hunks while the effort lasts. Beyond it, elements found once on both sides hold the sequences
 * together and only what lies between them is compared, and where that is too much, replaced as a whole.
 */
export function hunksBetween(a: readonly string[], b: readonly string[], effort: Effort): Hunk[] {
  const within = trimmed(a, b, { oldFrom: 0, oldTo: a.length, newFrom: 0, newTo: b.length });
  if (within === null) return [];
  const size = within.oldTo - within.oldFrom + within.newTo - within.newFrom;
  // Numbering the elements alone would take longer than the caller can wait.
  if (effort.longest !== undefined && size > effort.longest) return [within];
  const [oldIds, newIds] = interned(a.slice(within.oldFrom, within.oldTo), b.slice(within.newFrom, within.newTo));
  const middle = { oldFrom: 0, oldTo: oldIds.length, newFrom: 0, newTo: newIds.length };
  const hunks = smallest(oldIds, newIds, middle, effort) ?? anchored(oldIds, newIds, middle, effort);
  return hunks.map((hunk) => moved(hunk, within));
}

/** A hunk of the middle, told in places of the whole. */
function moved({ oldFrom, oldTo, newFrom, newTo }: Hunk, by: Hunk): Hunk {
  return {
    oldFrom: oldFrom + by.oldFrom,
    oldTo: oldTo + by.oldFrom,
    newFrom: newFrom + by.newFrom,
    newTo: newTo + by.newFrom,
  };
}

/** As `hunksBetween`, but one hunk where the effort does not suffice: words in common are no anchors. */
export function hunksOrWhole(a: readonly string[], b: readonly string[], effort: Effort): Hunk[] {
  const [oldIds, newIds] = interned(a, b);
  const whole = trimmed(oldIds, newIds, { oldFrom: 0, oldTo: a.length, newFrom: 0, newTo: b.length });
  return whole === null ? [] : (smallest(oldIds, newIds, whole, effort) ?? [whole]);
}

/** Numbers that are equal where the strings are: compared thousands of times, made once. */
function interned(a: readonly string[], b: readonly string[]): [number[], number[]] {
  const ids = new Map<string, number>();
  const idOf = (element: string): number => {
    const id = ids.get(element) ?? ids.size;
    ids.set(element, id);
    return id;
  };
  return [a.map(idOf), b.map(idOf)];
}

/** The stretch without what both sides begin and end with; null where nothing is left. */
function trimmed<T>(a: readonly T[], b: readonly T[], { oldFrom, oldTo, newFrom, newTo }: Hunk): Hunk | null {
  let head = 0;
  const most = Math.min(oldTo - oldFrom, newTo - newFrom);
  while (head < most && a[oldFrom + head] === b[newFrom + head]) head++;
  let tail = 0;
  while (tail < most - head && a[oldTo - 1 - tail] === b[newTo - 1 - tail]) tail++;
  const hunk = { oldFrom: oldFrom + head, oldTo: oldTo - tail, newFrom: newFrom + head, newTo: newTo - tail };
  return hunk.oldFrom === hunk.oldTo && hunk.newFrom === hunk.newTo ? null : hunk;
}

/** Myers' answer within a stretch, or null where it costs more than is left. */
function smallest(a: readonly number[], b: readonly number[], within: Hunk, effort: Effort): Hunk[] | null {
  const { oldFrom, oldTo, newFrom, newTo } = within;
  if (oldFrom === oldTo || newFrom === newTo) return [within];
  const length = oldTo - oldFrom + newTo - newFrom;
  const maxEditLength = affordable(length, effort.left);
  const changes = diffArrays(a.slice(oldFrom, oldTo), b.slice(newFrom, newTo), { maxEditLength });
  if (changes === undefined) {
    effort.left -= cost(length, maxEditLength);
    return null;
  }
  const hunks: Hunk[] = [];
  let at = { old: oldFrom, new: newFrom };
  let edits = 0;
  for (const { added, removed, count } of changes) {
    const to = { old: at.old + (added ? 0 : count), new: at.new + (removed ? 0 : count) };
    if (added || removed) {
      append(hunks, { oldFrom: at.old, oldTo: to.old, newFrom: at.new, newTo: to.new });
      edits += count;
    }
    at = to;
  }
  effort.left -= cost(length, edits);
  return hunks;
}

/** The longest edit whose search costs at most half of what is left: the other half is for what comes after. */
function affordable(length: number, left: number): number {
  return Math.floor((Math.sqrt(length * length + 2 * Math.max(left, 0)) - length) / 2);
}

function cost(length: number, edits: number): number {
  return edits * (edits + length);
}

/** Adds a hunk, joined to the last one where they touch. */
function append(hunks: Hunk[], next: Hunk): void {
  const last = hunks.at(-1);
  if (last !== undefined && last.oldTo === next.oldFrom && last.newTo === next.newFrom) {
    hunks[hunks.length - 1] = { ...next, oldFrom: last.oldFrom, newFrom: last.newFrom };
  } else {
    hunks.push(next);
  }
}

/** Hunks between the elements that both sides hold exactly once and in the same order. */
function anchored(a: readonly number[], b: readonly number[], within: Hunk, effort: Effort): Hunk[] {
  const hunks: Hunk[] = [];
  let from = { old: within.oldFrom, new: within.newFrom };
  for (const anchor of [...anchorsOf(a, b, within), { old: within.oldTo, new: within.newTo }]) {
    const gap = trimmed(a, b, { oldFrom: from.old, oldTo: anchor.old, newFrom: from.new, newTo: anchor.new });
    for (const hunk of gap === null ? [] : (smallest(a, b, gap, effort) ?? [gap])) append(hunks, hunk);
    from = { old: anchor.old + 1, new: anchor.new + 1 };
  }
  return hunks;
}

interface Pair {
  readonly old: number;
  readonly new: number;
}

function anchorsOf(a: readonly number[], b: readonly number[], within: Hunk): Pair[] {
  const inOld = onlyPlaces(a, within.oldFrom, within.oldTo);
  const inNew = onlyPlaces(b, within.newFrom, within.newTo);
  const pairs: Pair[] = [];
  for (const [id, old] of inOld) {
    const place = inNew.get(id);
    if (old >= 0 && place !== undefined && place >= 0) pairs.push({ old, new: place });
  }
  return longestRising(pairs);
}

/** Where each element stands, in order of first places; -1 for one that stands there more than once. */
function onlyPlaces(ids: readonly number[], from: number, to: number): Map<number, number> {
  const places = new Map<number, number>();
  for (let i = from; i < to; i++) {
    const id = ids[i] ?? -1;
    places.set(id, places.has(id) ? -1 : i);
  }
  return places;
}

/** The longest choice of pairs, given in order of `old`, that is in order of `new` too. */
function longestRising(pairs: readonly Pair[]): Pair[] {
  // `ends[n]` is the index of the pair with the smallest `new` that ends a rising choice of n + 1 pairs.
  const ends: number[] = [];
  const before: number[] = [];
  for (const [i, pair] of pairs.entries()) {
    let low = 0;
    let high = ends.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((pairs[ends[middle] ?? 0]?.new ?? 0) < pair.new) low = middle + 1;
      else high = middle;
    }
    before[i] = ends[low - 1] ?? -1;
    ends[low] = i;
  }
  const chosen: Pair[] = [];
  for (let i = ends.at(-1) ?? -1; i >= 0; i = before[i] ?? -1) {
    const pair = pairs[i];
    if (pair !== undefined) chosen.push(pair);
  }
  return chosen.reverse();
}

/** A hunk for the eye: its lines side by side, and the words that changed in each pair. */
import type { Range } from "./lines.ts";
import { type Effort, hunksOrWhole } from "./sequence-diff.ts";
import { isWord, tokensOf } from "./words.ts";

/** A changed stretch of one line, in UTF-16 units from its start. */
export type Span = Range;

/** One row of a side-by-side diff. */
export interface Row {
  /** The line as it was; null where the row shows only a new line. */
  readonly old: string | null;
  /** The line as it is; null where the row shows only an old line. */
  readonly new: string | null;
  /** The words that changed, where the two lines are versions of one; empty where the whole line was replaced. */
  readonly oldSpans: readonly Span[];
  readonly newSpans: readonly Span[];
}

/** For one pair of lines, in comparisons: more differences than this would mark nearly every word anyway. */
const LINE_EFFORT = 200_000;

/** The share of their words' letters two lines must have in common to be versions of one. */
const SIMILAR = 0.3;

/** Beyond this many pairs of lines, lines are compared only with their opposite. */
const MOST_PAIRS = 10_000;

/**
 * The changed words of two versions of a line. What stands between two of them and is only white space is included.
 *
 * @param effort what the lines compared together may still cost; where nothing is left, none are told.
 */
export function wordSpans(a: string, b: string, effort?: Effort): { old: Span[]; new: Span[] } {
  if (effort !== undefined && effort.left <= 0) return { old: [], new: [] };
  const oldTokens = tokensOf(a);
  const newTokens = tokensOf(b);
  const own = { left: Math.min(LINE_EFFORT, effort?.left ?? LINE_EFFORT) };
  const given = own.left;
  const hunks = hunksOrWhole(oldTokens, newTokens, own);
  if (effort !== undefined) effort.left -= given - own.left;
  return {
    old: spansOf(
      oldTokens,
      hunks.map(({ oldFrom, oldTo }) => ({ from: oldFrom, to: oldTo })),
    ),
    new: spansOf(
      newTokens,
      hunks.map(({ newFrom, newTo }) => ({ from: newFrom, to: newTo })),
    ),
  };
}

/**
 * A hunk's lines (without newlines) in rows: versions of a line share one with their changed words marked; what is left
 * between them is set side by side from the top, unmarked. Every line appears once, in order.
 *
 * @param effort for the words of all rows, where many hunks are shown together.
 */
export function pairLines(oldLines: readonly string[], newLines: readonly string[], effort?: Effort): Row[] {
  const rows: Row[] = [];
  let oldAt = 0;
  let newAt = 0;
  for (const pair of [...similarPairs(oldLines, newLines), { old: oldLines.length, new: newLines.length }]) {
    for (const row of opposite(oldLines.slice(oldAt, pair.old), newLines.slice(newAt, pair.new))) rows.push(row);
    const was = oldLines[pair.old];
    const is = newLines[pair.new];
    if (was !== undefined && is !== undefined) rows.push(versionsRow(was, is, effort));
    oldAt = pair.old + 1;
    newAt = pair.new + 1;
  }
  return rows;
}

/** Whether two lines have enough in common to be versions of one. */
export function areVersions(a: string, b: string): boolean {
  return similarity(bagOf(a), bagOf(b)) > 0;
}

function versionsRow(was: string, is: string, effort: Effort | undefined): Row {
  const spans = wordSpans(was, is, effort);
  return { old: was, new: is, oldSpans: spans.old, newSpans: spans.new };
}

function opposite(oldLines: readonly string[], newLines: readonly string[]): Row[] {
  const length = Math.max(oldLines.length, newLines.length);
  return Array.from({ length }, (_, i) => ({
    old: oldLines[i] ?? null,
    new: newLines[i] ?? null,
    oldSpans: [],
    newSpans: [],
  }));
}

/** Ranges of tokens as stretches of their line, without white space at their ends, joined where only that parts them. */
function spansOf(tokens: readonly string[], ranges: readonly Range[]): Span[] {
  const line = tokens.join("");
  const spans: { from: number; to: number }[] = [];
  let token = 0;
  let at = 0;
  for (const range of ranges) {
    at += tokens.slice(token, range.from).join("").length;
    const changed = tokens.slice(range.from, range.to).join("");
    const words = changed.trim() || changed;
    const from = at + changed.indexOf(words);
    const to = from + words.length;
    at += changed.length;
    token = range.to;
    const last = spans.at(-1);
    if (words === "") continue;
    if (last !== undefined && line.slice(last.to, from).trim() === "") last.to = to;
    else spans.push({ from, to });
  }
  return spans;
}

interface Pair {
  readonly old: number;
  readonly new: number;
}

/** Versions of a line, in order on both sides: the choice with the most in common. */
function similarPairs(oldLines: readonly string[], newLines: readonly string[]): Pair[] {
  const oldBags = oldLines.map(bagOf);
  const newBags = newLines.map(bagOf);
  if (oldLines.length * newLines.length > MOST_PAIRS) return oppositePairs(oldBags, newBags);
  const width = newBags.length + 1;
  // `best[i * width + j]`: the most that old lines from i and new lines from j can have in common.
  const best = new Float64Array((oldBags.length + 1) * width);
  const at = (i: number, j: number): number => best[i * width + j] ?? 0;
  const shared = (i: number, j: number): number => similarity(oldBags[i], newBags[j]);
  for (let i = oldBags.length - 1; i >= 0; i--) {
    for (let j = newBags.length - 1; j >= 0; j--) {
      best[i * width + j] = Math.max(at(i + 1, j), at(i, j + 1), shared(i, j) + at(i + 1, j + 1));
    }
  }
  const pairs: Pair[] = [];
  for (let i = 0, j = 0; i < oldBags.length && j < newBags.length; ) {
    if (at(i, j) === at(i + 1, j)) i++;
    else if (at(i, j) === at(i, j + 1)) j++;
    else pairs.push({ old: i++, new: j++ });
  }
  return pairs;
}

function oppositePairs(oldBags: readonly Bag[], newBags: readonly Bag[]): Pair[] {
  const pairs: Pair[] = [];
  for (const [i, bag] of oldBags.entries()) {
    if (similarity(bag, newBags[i]) > 0) pairs.push({ old: i, new: i });
  }
  return pairs;
}

/** A line's words, how often each stands there, and the letters they have together. */
interface Bag {
  readonly counts: ReadonlyMap<string, number>;
  readonly letters: number;
}

function bagOf(line: string): Bag {
  const counts = new Map<string, number>();
  let letters = 0;
  for (const word of tokensOf(line).filter(isWord)) {
    counts.set(word, (counts.get(word) ?? 0) + 1);
    letters += word.length;
  }
  return { counts, letters };
}

/** The share of letters in common words, 0 to 1; 0 for lines too unlike to be versions of one. */
function similarity(a: Bag | undefined, b: Bag | undefined): number {
  if (a === undefined || b === undefined || a.letters + b.letters === 0) return 0;
  // The shorter line bounds what can be shared.
  if ((2 * Math.min(a.letters, b.letters)) / (a.letters + b.letters) < SIMILAR) return 0;
  let common = 0;
  for (const [word, count] of a.counts) common += word.length * Math.min(count, b.counts.get(word) ?? 0);
  const share = (2 * common) / (a.letters + b.letters);
  return share < SIMILAR ? 0 : share;
}

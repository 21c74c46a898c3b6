/** Lines that went from one place of a text to another: told apart from lines that were removed and others that were added. */
import type { Hunk } from "./sequence-diff.ts";

/** A block of lines that is gone in one place and has come in another. Lines are counted from 0. */
export interface Move {
  readonly oldFrom: number;
  readonly newFrom: number;
  /** Lines. */
  readonly count: number;
}

/** A shorter block is no move: two lists may well hold the same short line. Letters and digits, as for git. */
const LEAST_LETTERS = 20;

/** Places of one line that are tried: one that stands in more is no mark of a block. */
const MOST_PLACES = 16;

/**
 * The blocks that moved, by where they were. No line is in two of them; of blocks that overlap the longer one moved.
 * Blank lines belong to a block where they stand inside of it. Linear in the lines of the hunks but for the sorting.
 */
export function movedBlocks(oldLines: readonly string[], newLines: readonly string[], hunks: readonly Hunk[]): Move[] {
  const found = candidates(oldLines, newLines, hunks).sort((a, b) => b.count - a.count || a.oldFrom - b.oldFrom);
  const [oldTaken, newTaken] = [new Set<number>(), new Set<number>()];
  const moves: Move[] = [];
  for (const block of found) {
    const lines = Array.from({ length: block.count }, (_, at) => at);
    if (lines.some((at) => oldTaken.has(block.oldFrom + at) || newTaken.has(block.newFrom + at))) continue;
    for (const at of lines) {
      oldTaken.add(block.oldFrom + at);
      newTaken.add(block.newFrom + at);
    }
    moves.push(block);
  }
  return moves.sort((a, b) => a.oldFrom - b.oldFrom);
}

/** Every block that stands in a removed and in an added stretch and cannot be longer. */
function candidates(oldLines: readonly string[], newLines: readonly string[], hunks: readonly Hunk[]): Move[] {
  const endOfAdded = new Map<number, number>();
  const places = new Map<string, number[]>();
  for (const { newFrom, newTo } of hunks) {
    for (let at = newFrom; at < newTo; at++) {
      endOfAdded.set(at, newTo);
      const line = newLines[at] ?? "";
      if (isBlank(line)) continue;
      const known = places.get(line);
      if (known === undefined) places.set(line, [at]);
      else known.push(at);
    }
  }
  const blocks: Move[] = [];
  for (const { oldFrom, oldTo } of hunks) {
    for (let at = oldFrom; at < oldTo; at++) {
      const there = places.get(oldLines[at] ?? "") ?? [];
      if (there.length > MOST_PLACES) continue;
      for (const place of there) {
        if (
          at > oldFrom &&
          endOfAdded.has(place - 1) &&
          oldLines[at - 1] === newLines[place - 1] &&
          !isBlank(oldLines[at - 1] ?? "")
        )
          continue;
        const most = Math.min(oldTo - at, (endOfAdded.get(place) ?? place) - place);
        const block = { oldFrom: at, newFrom: place, count: lengthOf(oldLines, newLines, at, place, most) };
        if (isBlock(oldLines, block)) blocks.push(block);
      }
    }
  }
  return blocks;
}

/** Lines that are the same from two places on, without blank ones at their end. */
function lengthOf(
  oldLines: readonly string[],
  newLines: readonly string[],
  old: number,
  now: number,
  most: number,
): number {
  let count = 0;
  while (count < most && oldLines[old + count] === newLines[now + count]) count++;
  while (count > 0 && isBlank(oldLines[old + count - 1] ?? "")) count--;
  return count;
}

function isBlock(lines: readonly string[], { oldFrom, count }: Move): boolean {
  let letters = 0;
  for (let at = oldFrom; at < oldFrom + count && letters < LEAST_LETTERS; at++) {
    letters += (lines[at] ?? "").match(/[\p{L}\p{N}]/gu)?.length ?? 0;
  }
  return letters >= LEAST_LETTERS;
}

function isBlank(line: string): boolean {
  return line.trim() === "";
}

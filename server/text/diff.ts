/**
 * Two versions of a text: which lines differ, and the edits that lead from one to the other.
 *
 * Time is bounded whatever the texts are (`sequence-diff.ts`): about a second for megabytes with nothing in common,
 * a few milliseconds for a page and what somebody did to it.
 */
import type { Edit } from "./edit.ts";
import { lineCount, linesOf } from "./lines.ts";
import { type Effort, type Hunk, hunksBetween, hunksOrWhole, ORDINARY_EFFORT } from "./sequence-diff.ts";
import { tokensOf } from "./words.ts";

export { type Move, movedBlocks } from "./diff-moves.ts";
export { areVersions, pairLines, type Row, type Span, wordSpans } from "./diff-rows.ts";
export { type Quieted, withoutSpaceChanges } from "./diff-space.ts";
export { type TalkPair, type TalkRanges, talkPairs, talkRanges } from "./diff-talks.ts";
export { type Effort, type Hunk, hunksBetween, shortEffort } from "./sequence-diff.ts";

/**
 * The lines that differ, as half-open ranges of indices into `linesOf(a)` and `linesOf(b)`, in order. A line counts with
 * its newline, as in git: adding one at the end of the text changes the last line. Equal texts have no hunk.
 */
export function lineHunks(a: string, b: string, effort: Effort = { left: ORDINARY_EFFORT }): Hunk[] {
  if (a === b) return [];
  // A page that is new, or gone: nothing to compare, however large it is.
  if (a === "" || b === "") return [{ oldFrom: 0, oldTo: lineCount(a), newFrom: 0, newTo: lineCount(b) }];
  return hunksBetween(whole(a), whole(b), effort);
}

/**
 * Edits that turn `a` into `b`: what differs in lines, narrowed to the words that do. Where both sides of a merge
 * changed a line, each keeps its words.
 *
 * `applyEdits(a, editsBetween(a, b)) === b`, always. No edit begins or ends inside a surrogate pair of a well-formed
 * text. Coarser where the texts have so little in common that words would cost too much.
 */
export function editsBetween(a: string, b: string): Edit[] {
  if (a === b) return [];
  const oldLines = whole(a);
  const newLines = whole(b);
  const effort = { left: ORDINARY_EFFORT };
  const edits: Edit[] = [];
  let line = 0;
  let at = 0;
  for (const hunk of hunksBetween(oldLines, newLines, effort)) {
    while (line < hunk.oldFrom) at += oldLines[line++]?.length ?? 0;
    const was = oldLines.slice(hunk.oldFrom, hunk.oldTo);
    for (const edit of wordEdits(was, newLines.slice(hunk.newFrom, hunk.newTo), at, effort)) edits.push(edit);
  }
  return edits;
}

/** Lines with their newlines. */
function whole(text: string): string[] {
  return linesOf(text).map(({ from, next }) => text.slice(from, next));
}

/** Edits within one hunk, whose old lines start at `at`. */
function wordEdits(oldLines: readonly string[], newLines: readonly string[], at: number, effort: Effort): Edit[] {
  const oldTokens = oldLines.flatMap(tokensOf);
  const newTokens = newLines.flatMap(tokensOf);
  const hunks = hunksOrWhole(oldTokens, newTokens, effort);
  // Too much for words at once, yet line for line: each line by itself.
  if (hunks.length === 1 && oldLines.length === newLines.length && oldLines.length > 1)
    return lineEdits(oldLines, newLines, at, effort);
  return tokenEdits(oldTokens, newTokens, hunks, at);
}

function lineEdits(oldLines: readonly string[], newLines: readonly string[], at: number, effort: Effort): Edit[] {
  const edits: Edit[] = [];
  let from = at;
  for (const [i, line] of oldLines.entries()) {
    const now = newLines[i] ?? "";
    if (line !== now) edits.push(...wordEdits([line], [now], from, effort));
    from += line.length;
  }
  return edits;
}

function tokenEdits(
  oldTokens: readonly string[],
  newTokens: readonly string[],
  hunks: readonly Hunk[],
  at: number,
): Edit[] {
  let token = 0;
  let offset = at;
  return hunks.map(({ oldFrom, oldTo, newFrom, newTo }) => {
    while (token < oldFrom) offset += oldTokens[token++]?.length ?? 0;
    const from = offset;
    while (token < oldTo) offset += oldTokens[token++]?.length ?? 0;
    return { from, to: offset, insert: newTokens.slice(newFrom, newTo).join("") };
  });
}

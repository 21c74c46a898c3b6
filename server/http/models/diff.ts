import { type Hunk, lineHunks, type TalkRanges, talkRanges } from "../../text/diff.ts";
import { toRoomText } from "../../text/endings.ts";
import { parseEvent } from "../../text/event.ts";
import { linesOf } from "../../text/lines.ts";
import type { Mark } from "../../wiki/wiki.ts";
import {
  type OneRow,
  oneColumn,
  type RowContext,
  type Stretch,
  stretchesOf,
  type TwoRow,
  twoColumns,
} from "./diff-rows.ts";
import { pairingOf, type Sides, sidesOf, textOf } from "./diff-sides.ts";
import { counted, countedInWords } from "./words.ts";

/** The change of one file, ready for the `diff-one` and `diff-two` partials. */
export interface FileDiff {
  readonly hunks: readonly HunkModel[];
  readonly added: number;
  readonly removed: number;
  /** Lines that only went to another place; they are among those added and removed. */
  readonly moved: number;
  /** Where it changed, for the ribbon. */
  readonly marks: readonly Mark[];
  /** Equal lines are left out. */
  readonly folded: boolean;
  /** The equal lines left out behind the last stretch; null for none. */
  readonly end: Gap | null;
  /** Why there are no lines to show, or that there are more, in a sentence; null where the lines say it all. */
  readonly plain: string | null;
}

/** A stretch of lines around changes that lie close together. */
export interface HunkModel {
  /** The talk its first change lies in; null where that is no news after the stretch before, or outside of talks. */
  readonly talk: string | null;
  /** "lines 186 to 196"; null where the stretch goes on in the talk of the one before. */
  readonly lines: string | null;
  /** The equal lines left out since the stretch before, or since the start; null for none. */
  readonly gap: Gap | null;
  readonly one: readonly OneRow[];
  /** Empty where one column is asked for. */
  readonly two: readonly TwoRow[];
}

/** Equal lines that are left out. */
export interface Gap {
  readonly number: number;
  /** "Show six lines" */
  readonly words: string;
}

/** How a diff is asked for. */
export interface DiffWish {
  /** The file is a page: its stretches are headed by their talks. */
  readonly page: boolean;
  /** Equal lines to keep around a change; Infinity for all of them. */
  readonly context: number;
  /** Numbers of the gaps that are shown all the same. */
  readonly opened: readonly number[];
  /** What differs in white space alone is alike. */
  readonly hideSpace: boolean;
  /** Side by side as well as in one column. */
  readonly sides: boolean;
  /** The one talk to compare; null for all of the file. */
  readonly talk: string | null;
  /** Which of the files of its page it is. */
  readonly file: number;
}

/** For the lines of one file, in comparisons: some tenths of a second at the worst. */
const LINES_EFFORT = 8_000_000;

/** A diff is shown up to this many lines; what is beyond is for a clone. */
const MOST_LINES = 4000;

/**
 * Compares two texts line by line, and word by word inside the lines that changed.
 *
 * @param before null where there was no file.
 * @param after null where there is none any more.
 */
export function fileDiff(before: string | null, after: string | null, wish: DiffWish): FileDiff {
  const texts = [toRoomText(before ?? ""), toRoomText(after ?? "")] as const;
  const talk = wish.talk === null ? null : talkRanges(...texts, wish.talk);
  const sides = sidesOf(texts, talk && partsOf(talk), wish.hideSpace, { left: LINES_EFFORT });
  const changes = lineHunks(textOf(sides.old), textOf(sides.new), { left: LINES_EFFORT });
  if (changes.length === 0) return { ...NO_DIFF, plain: sameness(before, after, wish) };
  const pairing = pairingOf(sides, changes);
  const stretches = stretchesOf(changes, sides, wish);
  const { shown, left } = withinReason(stretches);
  const context = { sides, pairing, file: wish.file };
  return {
    hunks: headed(shown, after === null ? texts[0] : texts[1], after === null, context, wish),
    added: changes.reduce((sum, hunk) => sum + hunk.newTo - hunk.newFrom, 0),
    removed: changes.reduce((sum, hunk) => sum + hunk.oldTo - hunk.oldFrom, 0),
    moved: pairing.moves.reduce((sum, move) => sum + move.count, 0),
    marks: marksOf(changes, sides),
    folded: stretches.some((stretch) => stretch.skipped > 0) || linesBehind(stretches, sides) > 0,
    end: left > 0 ? null : gapOf(linesBehind(stretches, sides), countGaps(changes, sides, wish)),
    plain: left === 0 ? null : `The first ${MOST_LINES} lines of it; ${counted(left, "line")} more are in a clone.`,
  };
}

/** Nothing to show. */
export const NO_DIFF: FileDiff = {
  hunks: [],
  added: 0,
  removed: 0,
  moved: 0,
  marks: [],
  folded: false,
  end: null,
  plain: null,
};

const NOWHERE = { from: 0, to: 0 };

function partsOf({ old, new: now }: TalkRanges): {
  old: { from: number; to: number };
  new: { from: number; to: number };
} {
  return { old: old ?? NOWHERE, new: now ?? NOWHERE };
}

/** The number of the gap behind the last change, whether others are open or not. */
function countGaps(changes: readonly Hunk[], sides: Sides, { context }: DiffWish): number {
  return stretchesOf(changes, sides, { context, opened: [] }).length;
}

function gapOf(lines: number, number: number): Gap | null {
  return lines === 0 ? null : { number, words: `Show ${countedInWords(lines, "line")}` };
}

/** What was added by its place in the new text, what was removed by its place in it too, as long as it was in the old. */
function marksOf(changes: readonly Hunk[], sides: Sides): readonly Mark[] {
  const length = Math.max(1, sides.new.lines.length, sides.old.lines.length);
  const mark = (kind: Mark["kind"], at: number, lines: number): Mark => ({
    kind,
    from: Math.min(1, at / length),
    to: Math.min(1, (at + lines) / length),
  });
  return changes.flatMap((change) => [
    ...(change.newTo > change.newFrom ? [mark("add", change.newFrom, change.newTo - change.newFrom)] : []),
    ...(change.oldTo > change.oldFrom ? [mark("del", change.newFrom, change.oldTo - change.oldFrom)] : []),
  ]);
}

function sameness(before: string | null, after: string | null, { hideSpace, talk }: DiffWish): string {
  if (talk !== null)
    return hideSpace ? "Nothing but white space differs in this talk." : "Nothing differs in this talk.";
  if (hideSpace && before !== after) return "Nothing but white space differs.";
  if (before === null || after === null) return "The file is empty.";
  return before === after ? "Nothing differs." : "Only line ends differ, or the mark at the file's start.";
}

function withinReason(stretches: readonly Stretch[]): { shown: readonly Stretch[]; left: number } {
  const shown: Stretch[] = [];
  let room = MOST_LINES;
  let left = 0;
  for (const stretch of stretches) {
    const length = Math.max(stretch.newTo - stretch.newFrom, stretch.oldTo - stretch.oldFrom);
    if (room <= 0) left += length;
    else if (length <= room) shown.push(stretch);
    else {
      shown.push(clipped(stretch, room));
      left += length - room;
    }
    room -= length;
  }
  return { shown, left };
}

function clipped(stretch: Stretch, length: number): Stretch {
  const oldTo = Math.min(stretch.oldTo, stretch.oldFrom + length);
  const newTo = Math.min(stretch.newTo, stretch.newFrom + length);
  const changes = stretch.changes
    .filter((hunk) => hunk.oldFrom < oldTo && hunk.newFrom < newTo)
    .map((hunk): Hunk => ({ ...hunk, oldTo: Math.min(hunk.oldTo, oldTo), newTo: Math.min(hunk.newTo, newTo) }));
  // Behind the last change that is left, both sides must end together.
  const last = changes.at(-1);
  if (last === undefined) return { ...stretch, oldTo, newTo, changes };
  const tail = Math.min(oldTo - last.oldTo, newTo - last.newTo);
  return { ...stretch, oldTo: last.oldTo + tail, newTo: last.newTo + tail, changes };
}

function linesBehind(stretches: readonly Stretch[], sides: Sides): number {
  return sides.new.lines.length - (stretches.at(-1)?.newTo ?? 0);
}

function headed(
  stretches: readonly Stretch[],
  text: string,
  removed: boolean,
  context: RowContext,
  wish: DiffWish,
): readonly HunkModel[] {
  const talkAt = wish.page ? talkFinder(text) : () => null;
  const side = context.sides[removed ? "old" : "new"];
  let before: string | null | undefined;
  return stretches.map((stretch, index) => {
    const [first] = stretch.changes;
    const at = (removed ? first?.oldFrom : first?.newFrom) ?? 0;
    const talk = talkAt((side.numbers[Math.min(at, side.lines.length - 1)] ?? at + 1) - 1);
    const news = talk !== before || index === 0;
    before = talk;
    return {
      talk: news ? talk : null,
      lines: news ? linesWords(stretch, side.numbers, removed) : null,
      gap: gapOf(stretch.skipped, stretch.gap),
      one: oneColumn(stretch, context),
      two: wish.sides ? twoColumns(stretch, context) : [],
    };
  });
}

/** The title of the talk that a line of the text lies in. */
function talkFinder(text: string): (line: number) => string | null {
  const starts = linesOf(text).map((line) => line.from);
  const { talks } = parseEvent(text);
  return (line) => {
    const at = starts[line] ?? text.length;
    return talks.findLast((talk) => talk.from <= at)?.title ?? null;
  };
}

function linesWords(stretch: Stretch, numbers: readonly (number | null)[], removed: boolean): string {
  const [from, to] = removed ? [stretch.oldFrom, stretch.oldTo] : [stretch.newFrom, stretch.newTo];
  const start = numbers[from] ?? from + 1;
  return to - from <= 1 ? `line ${start}` : `lines ${start} to ${start + to - from - 1}`;
}

import { type Hunk, lineHunks } from "../../text/diff.ts";
import { toRoomText } from "../../text/endings.ts";
import { parseEvent } from "../../text/event.ts";
import { linesOf } from "../../text/lines.ts";
import type { Mark } from "../../wiki/wiki.ts";
import {
  type OneRow,
  oneColumn,
  type Sides,
  type Stretch,
  sidesOf,
  stretchesOf,
  type TwoRow,
  twoColumns,
} from "./diff-rows.ts";
import { counted, countedInWords } from "./words.ts";

/** The change of one file, ready for the `diff-one` and `diff-two` partials. */
export interface FileDiff {
  readonly hunks: readonly HunkModel[];
  readonly added: number;
  readonly removed: number;
  /** Where it changed, for the ribbon. */
  readonly marks: readonly Mark[];
  /** Equal lines are left out. */
  readonly folded: boolean;
  /** Why there are no lines to show, or that there are more, in a sentence; null where the lines say it all. */
  readonly plain: string | null;
}

/** A stretch of lines around changes that lie close together. */
export interface HunkModel {
  /** The talk its first change lies in; null where that is no news after the stretch before, or outside of talks. */
  readonly talk: string | null;
  /** "lines 186 to 196"; null where the stretch goes on in the talk of the one before. */
  readonly lines: string | null;
  /** "six lines alike", of the lines left out since the stretch before; null for none, and for the first. */
  readonly alike: string | null;
  /** The address that shows all lines. */
  readonly all: string;
  readonly one: readonly OneRow[];
  readonly two: readonly TwoRow[];
}

/** How a diff is asked for. */
export interface DiffWish {
  /** The file is a page: its stretches are headed by their talks. */
  readonly page: boolean;
  /** Equal lines to keep around a change; Infinity for all of them. */
  readonly context: number;
  /** The address that shows all lines. */
  readonly all: string;
}

/** A diff is shown up to this many lines; what is beyond is for a clone. */
const MOST_LINES = 4000;

/**
 * Compares two texts line by line, and word by word inside the lines that changed.
 *
 * @param before null where there was no file.
 * @param after null where there is none any more.
 */
export function fileDiff(before: string | null, after: string | null, wish: DiffWish): FileDiff {
  const [oldText, newText] = [toRoomText(before ?? ""), toRoomText(after ?? "")];
  const changes = lineHunks(oldText, newText);
  if (changes.length === 0)
    return { hunks: [], added: 0, removed: 0, marks: [], folded: false, plain: sameness(before, after) };
  const sides = sidesOf(oldText, newText);
  const stretches = stretchesOf(changes, sides, wish.context);
  const { shown, left } = withinReason(stretches);
  return {
    hunks: headed(shown, after === null ? oldText : newText, after === null, sides, wish),
    added: changes.reduce((sum, hunk) => sum + hunk.newTo - hunk.newFrom, 0),
    removed: changes.reduce((sum, hunk) => sum + hunk.oldTo - hunk.oldFrom, 0),
    marks: marksOf(changes, sides),
    folded: stretches.some((stretch) => stretch.skipped > 0) || endsEarly(stretches, sides),
    plain: left === 0 ? null : `The first ${MOST_LINES} lines of it; ${counted(left, "line")} more are in a clone.`,
  };
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

function sameness(before: string | null, after: string | null): string {
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

function endsEarly(stretches: readonly Stretch[], sides: Sides): boolean {
  return (stretches.at(-1)?.newTo ?? 0) < sides.new.lines.length;
}

function headed(
  stretches: readonly Stretch[],
  text: string,
  removed: boolean,
  sides: Sides,
  wish: DiffWish,
): readonly HunkModel[] {
  const talkAt = wish.page ? talkFinder(text) : () => null;
  let before: string | null | undefined;
  return stretches.map((stretch, index) => {
    const [first] = stretch.changes;
    const talk = talkAt((removed ? first?.oldFrom : first?.newFrom) ?? 0);
    const news = talk !== before || index === 0;
    before = talk;
    return {
      talk: news ? talk : null,
      lines: news ? linesWords(stretch, removed) : null,
      alike: index === 0 || stretch.skipped === 0 ? null : `${countedInWords(stretch.skipped, "line")} alike`,
      all: wish.all,
      one: oneColumn(stretch, sides),
      two: twoColumns(stretch, sides),
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

function linesWords(stretch: Stretch, removed: boolean): string {
  const [from, to] = removed ? [stretch.oldFrom, stretch.oldTo] : [stretch.newFrom, stretch.newTo];
  return to - from <= 1 ? `line ${from + 1}` : `lines ${from + 1} to ${to}`;
}

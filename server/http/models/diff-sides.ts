import {
  type Effort,
  type Hunk,
  type Move,
  movedBlocks,
  pairLines,
  type Span,
  withoutSpaceChanges,
} from "../../text/diff.ts";
import { linesOf, type Range } from "../../text/lines.ts";

/** One of the two texts. */
export interface Side {
  readonly lines: readonly string[];
  /** Each line's number from 1 in its file; null for one that is shown for the other side's sake. */
  readonly numbers: readonly (number | null)[];
  /** The last line has a line end. */
  readonly ended: boolean;
}

export interface Sides {
  readonly old: Side;
  readonly new: Side;
}

/** Two lines of a change that are versions of one, or one line without the other. Places are indices into the sides. */
export interface PairedRow {
  readonly old: number | null;
  readonly new: number | null;
  /** The words that changed. */
  readonly oldSpans: readonly Span[];
  readonly newSpans: readonly Span[];
}

/** For the words of all the lines shown, in comparisons: a tenth of a second at the worst. */
const WORDS_EFFORT = 2_000_000;

/**
 * The two texts, or a part of each, in lines.
 *
 * @param parts what is compared of them; null for the whole, an empty range for nothing.
 * @param hideSpace what differs in white space alone is alike.
 */
export function sidesOf(
  [oldText, newText]: readonly [string, string],
  parts: { readonly old: Range; readonly new: Range } | null,
  hideSpace: boolean,
  effort: Effort,
): Sides {
  const [old, now] = [sideOf(oldText, parts?.old), sideOf(newText, parts?.new)];
  if (!hideSpace) return { old, new: now };
  const { lines, places } = withoutSpaceChanges(old.lines, now.lines, effort);
  const numbers = places.map((place) => (place === null ? null : (old.numbers[place] ?? null)));
  return { old: { lines, numbers, ended: now.ended }, new: now };
}

/** The side as one text again, to be compared. */
export function textOf({ lines, ended }: Side): string {
  return lines.join("\n") + (ended && lines.length > 0 ? "\n" : "");
}

function sideOf(text: string, part: Range | undefined): Side {
  const shown = part === undefined ? text : text.slice(part.from, part.to);
  const before = part === undefined ? 0 : linesOf(text.slice(0, part.from)).length;
  const lines = linesOf(shown).map((line) => shown.slice(line.from, line.to));
  const ends = part === undefined || part.to === text.length;
  return {
    lines,
    numbers: lines.map((_, at) => before + at + 1),
    ended: shown === "" || shown.endsWith("\n") || !ends,
  };
}

/** What pairs the lines of changes, made when a row of them is first shown. */
export interface Pairing {
  rows(change: Hunk): readonly PairedRow[];
  /** The block that a line went with, or came with, and its number; null for a line that did not move. */
  moveOf(side: "old" | "new", line: number): { readonly move: Move; readonly number: number } | null;
  readonly moves: readonly Move[];
}

export function pairingOf(sides: Sides, changes: readonly Hunk[]): Pairing {
  const moves = movedBlocks(sides.old.lines, sides.new.lines, changes);
  const gone = placesOf(moves, ({ oldFrom }) => oldFrom);
  const come = placesOf(moves, ({ newFrom }) => newFrom);
  const made = new Map<Hunk, readonly PairedRow[]>();
  const effort = { left: WORDS_EFFORT };

  function rows(change: Hunk): readonly PairedRow[] {
    const known = made.get(change);
    if (known !== undefined) return known;
    const stayed = {
      old: between(change.oldFrom, change.oldTo).filter((line) => !gone.has(line)),
      new: between(change.newFrom, change.newTo).filter((line) => !come.has(line)),
    };
    const pairs = pairLines(
      stayed.old.map((line) => sides.old.lines[line] ?? ""),
      stayed.new.map((line) => sides.new.lines[line] ?? ""),
      effort,
    );
    let [old, now] = [0, 0];
    const placed = pairs.map((pair) => ({
      ...pair,
      old: pair.old === null ? null : (stayed.old[old++] ?? null),
      new: pair.new === null ? null : (stayed.new[now++] ?? null),
    }));
    const whole = withMoved(placed, change);
    made.set(change, whole);
    return whole;
  }

  return {
    rows,
    moves,
    moveOf(side, line) {
      const number = (side === "old" ? gone : come).get(line);
      const move = number === undefined ? undefined : moves[number];
      return number === undefined || move === undefined ? null : { move, number };
    },
  };
}

/** The rows with the lines that moved in between, each in its place on its side. */
function withMoved(pairs: readonly PairedRow[], change: Hunk): PairedRow[] {
  const rows: PairedRow[] = [];
  let [old, now] = [change.oldFrom, change.newFrom];
  const alone = (side: "old" | "new", line: number): void => {
    rows.push({ old: null, new: null, oldSpans: [], newSpans: [], [side]: line });
  };
  const upTo = (oldEnd: number | null, newEnd: number | null): void => {
    for (; oldEnd !== null && old < oldEnd; old++) alone("old", old);
    for (; newEnd !== null && now < newEnd; now++) alone("new", now);
  };
  for (const pair of pairs) {
    upTo(pair.old, pair.new);
    rows.push(pair);
    if (pair.old !== null) old = pair.old + 1;
    if (pair.new !== null) now = pair.new + 1;
  }
  upTo(change.oldTo, change.newTo);
  return rows;
}

function placesOf(moves: readonly Move[], from: (move: Move) => number): Map<number, number> {
  return new Map(
    moves.flatMap((move, number) =>
      between(from(move), from(move) + move.count).map((line) => [line, number] as const),
    ),
  );
}

function between(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, at) => from + at);
}

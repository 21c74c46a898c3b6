import { type Hunk, pairLines, type Row, type Span } from "../../text/diff.ts";
import { linesOf } from "../../text/lines.ts";
import { escapeHtml, marked } from "./html.ts";

/** One of the two texts. */
export interface Side {
  readonly lines: readonly string[];
  /** The last line has a line end. */
  readonly ended: boolean;
}

export interface Sides {
  readonly old: Side;
  readonly new: Side;
  /** The lines of a change in pairs. */
  readonly rows: (change: Hunk) => readonly Row[];
}

/** The two texts, in lines. Pairs are made once, when a row of them is first shown. */
export function sidesOf(oldText: string, newText: string): Sides {
  const [before, after] = [sideOf(oldText), sideOf(newText)];
  const made = new Map<Hunk, readonly Row[]>();
  return {
    old: before,
    new: after,
    rows(change) {
      const known = made.get(change);
      if (known !== undefined) return known;
      const rows = pairLines(
        before.lines.slice(change.oldFrom, change.oldTo),
        after.lines.slice(change.newFrom, change.newTo),
      );
      made.set(change, rows);
      return rows;
    },
  };
}

function sideOf(text: string): Side {
  const lines = linesOf(text).map((line) => text.slice(line.from, line.to));
  return { lines, ended: text === "" || text.endsWith("\n") };
}

/** Changes that are shown together, with equal lines around them. Lines are counted from 0, half-open. */
export interface Stretch extends Hunk {
  readonly changes: readonly Hunk[];
  /** Equal lines between this and the stretch before, or the start. */
  readonly skipped: number;
}

/** A line of the diff in one column. */
export interface OneRow {
  readonly kind: "add" | "del" | null;
  /** Line numbers from 1; null where that side has no such line. */
  readonly old: number | null;
  readonly new: number | null;
  readonly sign: string;
  readonly html: string;
}

/** A line of the diff side by side. */
export interface TwoRow {
  readonly left: Cell;
  readonly right: Cell;
}

interface Cell {
  readonly kind: "add" | "del" | "gap" | null;
  readonly line: number | null;
  readonly sign: string;
  readonly html: string;
}

const GAP: Cell = { kind: "gap", line: null, sign: "", html: "" };
const MINUS = "−";

/** Joins changes that are at most `context` equal lines away from each other's surroundings. */
export function stretchesOf(changes: readonly Hunk[], sides: Sides, context: number): readonly Stretch[] {
  const stretches: (Stretch & { changes: Hunk[] })[] = [];
  for (const change of changes) {
    const before = Math.min(context, change.newFrom, change.oldFrom);
    const after = Math.min(context, sides.new.lines.length - change.newTo, sides.old.lines.length - change.oldTo);
    const ends = { oldTo: change.oldTo + after, newTo: change.newTo + after };
    const last = stretches.at(-1);
    if (last !== undefined && change.newFrom - before <= last.newTo) {
      stretches[stretches.length - 1] = { ...last, ...ends, changes: [...last.changes, change] };
    } else {
      const from = { oldFrom: change.oldFrom - before, newFrom: change.newFrom - before };
      stretches.push({ ...from, ...ends, changes: [change], skipped: from.newFrom - (last?.newTo ?? 0) });
    }
  }
  return stretches;
}

/** Removed lines above added ones, as a patch has them. */
export function oneColumn(stretch: Stretch, sides: Sides): readonly OneRow[] {
  return walk(stretch, sides, {
    equal: (text, old, now) => [{ kind: null, old: old + 1, new: now + 1, sign: "", html: text }],
    change: (rows, old, now) => {
      const removed = numbered(rows, "old", old).map(
        ({ line, html }): OneRow => ({ kind: "del", old: line, new: null, sign: MINUS, html }),
      );
      const added = numbered(rows, "new", now).map(
        ({ line, html }): OneRow => ({ kind: "add", old: null, new: line, sign: "+", html }),
      );
      return [...removed, ...added];
    },
  });

  function numbered(rows: readonly Row[], side: "old" | "new", from: number): { line: number; html: string }[] {
    const own = rows.filter((row) => row[side] !== null);
    return own.map((row, index) => ({ line: from + index + 1, html: changedHtml(row, side, from + index, sides) }));
  }
}

/** Lines that belong together side by side, a gap where one side has none. */
export function twoColumns(stretch: Stretch, sides: Sides): readonly TwoRow[] {
  return walk(stretch, sides, {
    equal: (text, old, now) => [
      {
        left: { kind: null, line: old + 1, sign: "", html: text },
        right: { kind: null, line: now + 1, sign: "", html: text },
      },
    ],
    change: (rows, old, now) => {
      let [left, right] = [old, now];
      return rows.map((row): TwoRow => {
        const pair = {
          left: row.old === null ? GAP : cell("del", MINUS, left, changedHtml(row, "old", left, sides)),
          right: row.new === null ? GAP : cell("add", "+", right, changedHtml(row, "new", right, sides)),
        };
        if (row.old !== null) left += 1;
        if (row.new !== null) right += 1;
        return pair;
      });
    },
  });
}

function cell(kind: "add" | "del", sign: string, line: number, html: string): Cell {
  return { kind, line: line + 1, sign, html };
}

interface Steps<Shown> {
  equal(html: string, old: number, now: number): Shown[];
  change(rows: readonly Row[], old: number, now: number): Shown[];
}

/** Goes through a stretch line by line: equal lines, a change, equal lines, and so on to its end. */
function walk<Shown>(stretch: Stretch, sides: Sides, steps: Steps<Shown>): Shown[] {
  const shown: Shown[] = [];
  let { oldFrom: old, newFrom: now } = stretch;
  const equalUntil = (end: number): void => {
    for (; now < end; now += 1, old += 1) shown.push(...steps.equal(escapeHtml(sides.new.lines[now] ?? ""), old, now));
  };
  for (const change of stretch.changes) {
    equalUntil(change.newFrom);
    shown.push(...steps.change(sides.rows(change), old, now));
    old = change.oldTo;
    now = change.newTo;
  }
  equalUntil(stretch.newTo);
  return shown;
}

/** A changed line with its changed words marked, and a word where the file ends without a line end. */
function changedHtml(row: Row, side: "old" | "new", line: number, sides: Sides): string {
  const text = row[side] ?? "";
  const spans: readonly Span[] = side === "old" ? row.oldSpans : row.newSpans;
  const html = marked(text, wholeLine(text, spans) ? [] : spans, side === "old" ? "del" : "ins");
  const { lines, ended } = sides[side];
  const bare = line === lines.length - 1 && !ended;
  return bare ? `${html} <span class="d-end">no line end</span>` : html;
}

/** A line of which every word is new needs no mark inside: its tint says so. */
function wholeLine(text: string, spans: readonly Span[]): boolean {
  const [first] = spans;
  return spans.length === 1 && first !== undefined && first.from === 0 && first.to === text.length;
}

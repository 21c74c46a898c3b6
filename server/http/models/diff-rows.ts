import type { Hunk, Span } from "../../text/diff.ts";
import type { PairedRow, Pairing, Sides } from "./diff-sides.ts";
import { escapeHtml, marked } from "./html.ts";
import { counted } from "./words.ts";

/** Changes that are shown together, with equal lines around them. Lines are counted from 0, half-open. */
export interface Stretch extends Hunk {
  readonly changes: readonly Hunk[];
  /** Equal lines between this and the stretch before, or the start. */
  readonly skipped: number;
  /** The number of that gap. */
  readonly gap: number;
  /** Lines of the new text at which a gap that is shown begins, each with the gap's number. */
  readonly opened: ReadonlyMap<number, number>;
}

/** Where a block of lines went, or came from: a line above it. */
export interface MoveHead {
  readonly id: string;
  readonly words: string;
  readonly href: string;
}

export type RowKind = "add" | "del" | "went" | "came" | null;

/** A line of the diff in one column. */
export interface OneRow {
  readonly kind: RowKind;
  /** Line numbers from 1; null where that side has no such line. */
  readonly old: number | null;
  readonly new: number | null;
  readonly sign: string;
  readonly html: string;
  /** The id of a line at which a gap begins that was asked for; null elsewhere. */
  readonly id: string | null;
  /** For the first line of a block that moved. */
  readonly head: MoveHead | null;
}

/** A line of the diff side by side. */
export interface TwoRow {
  readonly left: Cell;
  readonly right: Cell;
  readonly id: string | null;
  readonly heads: { readonly left: MoveHead | null; readonly right: MoveHead | null } | null;
}

interface Cell {
  readonly kind: RowKind | "gap";
  readonly line: number | null;
  readonly sign: string;
  readonly html: string;
}

const GAP: Cell = { kind: "gap", line: null, sign: "", html: "" };
const SIGNS = { add: "+", del: "−", went: "→", came: "←" } as const;

/** Joins changes that are at most `context` equal lines away from each other's surroundings, and over gaps that are open. */
export function stretchesOf(
  changes: readonly Hunk[],
  sides: Sides,
  { context, opened }: { readonly context: number; readonly opened: readonly number[] },
): readonly Stretch[] {
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
      const skipped = from.newFrom - (last?.newTo ?? 0);
      stretches.push({ ...from, ...ends, changes: [change], skipped, gap: stretches.length, opened: new Map() });
    }
  }
  return stretches.length === 0 ? [] : openGaps(stretches, sides, new Set(opened));
}

/** The gap behind the last stretch has the number after the last one's. */
function openGaps(stretches: readonly Stretch[], sides: Sides, open: ReadonlySet<number>): readonly Stretch[] {
  const joined: Stretch[] = [];
  for (const stretch of stretches) {
    const last = joined.at(-1);
    if (!open.has(stretch.gap) || stretch.skipped === 0) joined.push(stretch);
    else if (last === undefined) {
      const start = { oldFrom: stretch.oldFrom - stretch.newFrom, newFrom: 0, skipped: 0 };
      joined.push({ ...stretch, ...start, opened: new Map([[0, stretch.gap]]) });
    } else {
      joined[joined.length - 1] = {
        ...last,
        oldTo: stretch.oldTo,
        newTo: stretch.newTo,
        changes: [...last.changes, ...stretch.changes],
        opened: new Map([...last.opened, [last.newTo, stretch.gap]]),
      };
    }
  }
  const last = joined.at(-1);
  if (last !== undefined && open.has(stretches.length) && last.newTo < sides.new.lines.length) {
    joined[joined.length - 1] = {
      ...last,
      oldTo: sides.old.lines.length,
      newTo: sides.new.lines.length,
      opened: new Map([...last.opened, [last.newTo, stretches.length]]),
    };
  }
  return joined;
}

/** What a row needs beside its stretch. */
export interface RowContext {
  readonly sides: Sides;
  readonly pairing: Pairing;
  /** Tells the ids of several files of one page apart. */
  readonly file: number;
}

/** Removed lines above added ones, as a patch has them. */
export function oneColumn(stretch: Stretch, context: RowContext): readonly OneRow[] {
  const { sides, pairing } = context;
  const lineRow = (row: PairedRow, side: "old" | "new"): OneRow[] => {
    const line = row[side];
    if (line === null) return [];
    const kind = kindOf(context, side, line);
    const number = sides[side].numbers[line] ?? null;
    const html = changedHtml(row, side, line, sides);
    const numbers = { old: side === "old" ? number : null, new: side === "new" ? number : null };
    return [{ kind, ...numbers, sign: SIGNS[kind], html, id: null, head: headOf(context, side, line, "o") }];
  };
  return walk(stretch, context, {
    equal: (html, old, now) => ({
      kind: null,
      old: sides.old.numbers[old] ?? null,
      new: sides.new.numbers[now] ?? null,
      sign: "",
      html,
      id: gapId(stretch, now, context, "o"),
      head: null,
    }),
    change: (change) => {
      const rows = pairing.rows(change);
      return [...rows.flatMap((row) => lineRow(row, "old")), ...rows.flatMap((row) => lineRow(row, "new"))];
    },
  });
}

/** Lines that belong together side by side, a gap where one side has none. */
export function twoColumns(stretch: Stretch, context: RowContext): readonly TwoRow[] {
  const { sides, pairing } = context;
  const cell = (row: PairedRow, side: "old" | "new"): Cell => {
    const line = row[side];
    if (line === null) return GAP;
    const kind = kindOf(context, side, line);
    const number = sides[side].numbers[line] ?? null;
    return { kind, line: number, sign: SIGNS[kind], html: changedHtml(row, side, line, sides) };
  };
  return walk(stretch, context, {
    equal: (html, old, now) => ({
      left: { kind: null, line: sides.old.numbers[old] ?? null, sign: "", html },
      right: { kind: null, line: sides.new.numbers[now] ?? null, sign: "", html },
      id: gapId(stretch, now, context, "t"),
      heads: null,
    }),
    change: (change) =>
      pairing.rows(change).map((row): TwoRow => {
        const left = row.old === null ? null : headOf(context, "old", row.old, "t");
        const right = row.new === null ? null : headOf(context, "new", row.new, "t");
        const heads = left === null && right === null ? null : { left, right };
        return { left: cell(row, "old"), right: cell(row, "new"), id: null, heads };
      }),
  });
}

function kindOf({ pairing }: RowContext, side: "old" | "new", line: number): NonNullable<RowKind> {
  const moves = pairing.moveOf(side, line) !== null;
  if (side === "old") return moves ? "went" : "del";
  return moves ? "came" : "add";
}

/** @param table tells the ids of the two tables apart: both are in the page, for a narrow window. */
function headOf(
  { pairing, sides, file }: RowContext,
  side: "old" | "new",
  line: number,
  table: "o" | "t",
): MoveHead | null {
  const found = pairing.moveOf(side, line);
  if (found === null || line !== (side === "old" ? found.move.oldFrom : found.move.newFrom)) return null;
  const { move, number } = found;
  const [here, there] = [side, side === "old" ? "new" : "old"] as const;
  const place = sides[there].numbers[there === "old" ? move.oldFrom : move.newFrom] ?? 0;
  const words = `${counted(move.count, "line")} moved ${side === "old" ? "to" : "from"} line ${place}`;
  const id = (end: "old" | "new"): string => `_m${table}${file}-${number}-${end}`;
  return { id: id(here), words, href: `#${id(there)}` };
}

function gapId({ opened }: Stretch, line: number, { file }: RowContext, table: "o" | "t"): string | null {
  const gap = opened.get(line);
  return gap === undefined ? null : gapName(table, file, gap);
}

/** The id of the first line of a gap that was opened. */
export function gapName(table: "o" | "t", file: number, gap: number): string {
  return `_g${table}${file}-${gap}`;
}

interface Steps<Shown> {
  equal(html: string, old: number, now: number): Shown;
  change(change: Hunk): readonly Shown[];
}

/** Goes through a stretch line by line: equal lines, a change, equal lines, and so on to its end. */
function walk<Shown>(stretch: Stretch, { sides }: RowContext, steps: Steps<Shown>): Shown[] {
  const shown: Shown[] = [];
  let { oldFrom: old, newFrom: now } = stretch;
  const equalUntil = (end: number): void => {
    for (; now < end; now += 1, old += 1) shown.push(steps.equal(escapeHtml(sides.new.lines[now] ?? ""), old, now));
  };
  for (const change of stretch.changes) {
    equalUntil(change.newFrom);
    for (const row of steps.change(change)) shown.push(row);
    old = change.oldTo;
    now = change.newTo;
  }
  equalUntil(stretch.newTo);
  return shown;
}

/** A changed line with its changed words marked, and a word where the file ends without a line end. */
function changedHtml(row: PairedRow, side: "old" | "new", line: number, sides: Sides): string {
  const { lines, ended } = sides[side];
  const text = lines[line] ?? "";
  const spans: readonly Span[] = side === "old" ? row.oldSpans : row.newSpans;
  const html = marked(text, wholeLine(text, spans) ? [] : spans, side === "old" ? "del" : "ins");
  const bare = line === lines.length - 1 && !ended;
  return bare ? `${html} <span class="d-end">no line end</span>` : html;
}

/** A line of which every word is new needs no mark inside: its tint says so. */
function wholeLine(text: string, spans: readonly Span[]): boolean {
  const [first] = spans;
  return spans.length === 1 && first !== undefined && first.from === 0 && first.to === text.length;
}

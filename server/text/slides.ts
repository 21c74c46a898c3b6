/**
 * A page as a deck: blank lines cut it into columns and slides.
 *
 *     deck   = column (BREAK3 column)*      BREAK3 = run of 3 or more blank lines
 *     column = slide (BREAK2 slide)*        BREAK2 = run of exactly 2 blank lines
 *     slide  = body [notes]                 one blank line never breaks
 *     notes  = first line starting `Note:` or `Notes:` (any case), to the end of the slide
 *
 * Blank lines and notes in code, comments and front matter are none (`opaque.ts`). Titles play no part.
 */
import { frontMatterOf } from "./front-matter.ts";
import { isBlank, lineAt, type Range, skipSpace } from "./lines.ts";
import { type ScannedLine, scanLines } from "./opaque.ts";

/** One slide, from its first line's start to its last non-blank line's end. */
export interface Slide extends Range {
  /** What is shown: all before the notes, without blank lines at its end. Empty on a slide of notes only. */
  readonly body: Range;
  /** The text after each `Note:`, up to the next one or the slide's end. Empty where the slide has no notes. */
  readonly notes: readonly Range[];
  /** Which column, and which slide of it from the top, both from 0. */
  readonly column: number;
  readonly row: number;
}

/** Blank lines that start a new slide below, and a new column. */
const BREAK_DOWN = 2;
const BREAK_RIGHT = 3;

const NOTE = /^notes?:/i;
const NOTE_LENGTH = "notes:".length;

/** A slide still growing. */
interface Draft {
  readonly from: number;
  to: number;
  bodyTo: number;
  /** Offsets of each `Note:` line, and after its colon. */
  readonly notes: { readonly line: number; readonly from: number }[];
}

/**
 * The deck's columns, each with its slides from the top. Every text is a deck: one without anything to show is one
 * column of one empty slide. Linear in the text.
 */
export function parseSlides(text: string): Slide[][] {
  const start = frontMatterOf(text)?.to ?? 0;
  const columns: Draft[][] = [];
  let blanks = BREAK_RIGHT;
  for (const line of scanLines(text, start)) {
    if (line.kind === "blank") {
      blanks++;
      continue;
    }
    const column = (blanks < BREAK_RIGHT && columns.at(-1)) || [];
    if (column.length === 0) columns.push(column);
    grow(text, column, line, blanks >= BREAK_DOWN);
    blanks = 0;
  }
  if (columns.length === 0) columns.push([{ from: start, to: start, bodyTo: start, notes: [] }]);
  return columns.map((drafts, column) => drafts.map((draft, row) => finished(draft, column, row)));
}

/** The slide's notes in markdown, trimmed, the parts of several `Note:` as paragraphs; "" where there are none. */
export function notesOf(text: string, slide: Slide): string {
  const parts = slide.notes.map((range) => noteText(text, range)).filter((part) => part !== "");
  return parts.join("\n\n");
}

/** Offset after the colon of a line that starts notes; null for other lines. Code is not looked out for. */
export function noteMarkerEnd(text: string, line: Range): number | null {
  const marker = NOTE.exec(text.slice(line.from, line.from + NOTE_LENGTH));
  return marker === null ? null : line.from + marker[0].length;
}

function grow(text: string, column: Draft[], line: ScannedLine, cut: boolean): void {
  const last = column.at(-1);
  const slide = last === undefined || cut ? { from: line.from, to: line.to, bodyTo: line.from, notes: [] } : last;
  if (slide !== last) column.push(slide);
  const from = line.kind === "plain" ? noteMarkerEnd(text, line) : null;
  if (from !== null) slide.notes.push({ line: line.from, from });
  slide.to = line.to;
  if (slide.notes.length === 0) slide.bodyTo = line.to;
}

function finished(draft: Draft, column: number, row: number): Slide {
  const notes = draft.notes.map(({ from }, i) => ({ from, to: draft.notes[i + 1]?.line ?? draft.to }));
  return { from: draft.from, to: draft.to, body: { from: draft.from, to: draft.bodyTo }, notes, column, row };
}

/** Without the blank lines around it; white space at the start of its first line belongs to the marker. */
function noteText(text: string, range: Range): string {
  let first = lineAt(text, range.from);
  const inline = !isBlank(text, { from: first.from, to: Math.min(first.to, range.to) });
  while (first.next < range.to && isBlank(text, first)) first = lineAt(text, first.next);
  const from = inline ? skipSpace(text, range) : first.from;
  return text.slice(from, range.to).trimEnd();
}

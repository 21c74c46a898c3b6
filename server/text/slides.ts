/**
 * A page as a deck: blank lines cut it into columns and slides.
 *
 *     deck   = column (BREAK3 column)*      BREAK3 = run of 3 or more blank lines
 *     column = slide (BREAK2 slide)*        BREAK2 = run of exactly 2 blank lines
 *     slide  = body [notes]                 one blank line never breaks
 *     notes  = first line starting `Note:` or `Notes:` (any case), to the end of the slide
 *
 * Blank lines and notes in code, comments and front matter are none (`opaque.ts`). Titles play no part.
 *
 * Other tools' decks open too: where the front matter names a separator, and where no blank lines cut and rules do (`---`
 * for a column, `----` for a slide below, each with a blank line above), those are the breaks. A page of one slide may ask
 * to be cut at its titles instead (`cut: headings`).
 */
import { AT_HEADINGS, type Cut, cutOf, RULES } from "./deck-settings.ts";
import { frontMatterOf } from "./front-matter.ts";
import { headingsOf } from "./headings.ts";
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

/** A title of this level begins a slide below where titles cut; deeper ones cut nothing. */
const DEEPEST_CUT = 3;

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

/** What a line does to the deck: goes on, or begins a slide, below or to the right; a separator is on no slide. */
type Step = "on" | "below" | "right" | "below, without it" | "right, without it";

/**
 * The deck's columns, each with its slides from the top. Every text is a deck: one without anything to show is one
 * column of one empty slide. Linear in the text.
 *
 * @param cut where to cut, whatever the page says; left out, as the page says.
 */
export function parseSlides(text: string, cut?: Cut): Slide[][] {
  const frontMatter = frontMatterOf(text);
  const start = frontMatter?.to ?? 0;
  const chosen = cut ?? cutOf(text, frontMatter);
  if (chosen !== null) return cutInSlides(text, start, chosen);
  const columns = cutInSlides(text, start, { by: "blank lines" });
  return isOneSlide(columns) ? cutInSlides(text, start, RULES) : columns;
}

/** Whether nothing cuts the deck: it is offered to be cut at its titles. */
export function isOneSlide(columns: readonly (readonly Slide[])[]): boolean {
  return columns.length === 1 && columns[0]?.length === 1;
}

/**
 * Whether a stretch of the page is one slide that titles would cut into more. Linear in the columns; in the text only
 * where it is one.
 *
 * @param columns the deck as it is cut without being asked.
 */
export function isUncut(text: string, columns: readonly (readonly Slide[])[], range: Range): boolean {
  return slidesIn(columns.flat(), range) === 1 && slidesIn(parseSlides(text, AT_HEADINGS).flat(), range) > 1;
}

function slidesIn(slides: readonly Slide[], { from, to }: Range): number {
  return firstAt(slides, (slide) => slide.from >= to) - firstAt(slides, (slide) => slide.to > from);
}

/** The number of the first slide of which something is true that is true of all below it. */
function firstAt(slides: readonly Slide[], holds: (slide: Slide) => boolean): number {
  let low = 0;
  let high = slides.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const slide = slides[middle];
    if (slide === undefined || holds(slide)) high = middle;
    else low = middle + 1;
  }
  return low;
}

function cutInSlides(text: string, start: number, cut: Cut): Slide[][] {
  const columns: Draft[][] = [];
  const stepAt = stepsOf(text, start, cut);
  let blanks = BREAK_RIGHT;
  let pending: Step = "right";
  for (const line of scanLines(text, start)) {
    if (line.kind === "blank") {
      blanks++;
      continue;
    }
    const step = stepAt(line, blanks);
    blanks = 0;
    if (step.endsWith("without it")) {
      if (pending !== "right") pending = step.startsWith("right") ? "right" : "below";
      continue;
    }
    if (pending === "on") pending = step;
    const column = (pending !== "right" && columns.at(-1)) || [];
    if (column.length === 0) columns.push(column);
    grow(text, column, line, pending !== "on");
    pending = "on";
  }
  if (columns.length === 0) columns.push([{ from: start, to: start, bodyTo: start, notes: [] }]);
  return columns.map((drafts, column) => drafts.map((draft, row) => finished(draft, column, row)));
}

/** What each line does, asked from the top down, with the number of blank lines above it. */
function stepsOf(text: string, start: number, cut: Cut): (line: ScannedLine, blanks: number) => Step {
  if (cut.by === "separators") {
    return (line, blanks) => {
      if (line.kind !== "plain" || blanks === 0) return "on";
      const words = text.slice(line.from, line.to).trimEnd();
      if (words === cut.right) return "right, without it";
      return words === cut.below ? "below, without it" : "on";
    };
  }
  if (cut.by === "headings") {
    const levels = new Map<number, number>();
    for (const { from, level } of headingsOf(text, start)) levels.set(from, level);
    return ({ from }) => {
      const level = levels.get(from) ?? DEEPEST_CUT + 1;
      if (level > DEEPEST_CUT) return "on";
      return level === DEEPEST_CUT ? "below" : "right";
    };
  }
  return (_line, blanks) => {
    if (blanks < BREAK_DOWN) return "on";
    return blanks < BREAK_RIGHT ? "below" : "right";
  };
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

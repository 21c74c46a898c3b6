/** What an editor shows in another ink: the grammar's structure, and marks inside lines. Pure; the reading is `server/text`'s. */
import { headingsOf } from "../../server/text/headings.ts";
import { scanLines } from "../../server/text/opaque.ts";
import { parseSlides } from "../../server/text/slides.ts";
import { speakerLineOf } from "../../server/text/speaker-line.ts";

/** A stretch of the text in a class of its own. */
export interface Mark {
  readonly from: number;
  readonly to: number;
  readonly name: string;
}

/** By a line's start: the class of the line, and whether its text is the grammar's and not the writer's. */
export interface LineMark {
  /** Class of the line; empty for none. */
  readonly name: string;
  /** Class of all its text; empty where marks inside the line are looked for. */
  readonly text: string;
}

const FENCE = /^\s*(?:`{3,}|~{3,})/;

/** What the lines of a talk (or with `whole` a page) are, by their start; plain lines are left out. Linear in the text. */
export function linesOfNote(text: string, whole: boolean): Map<number, LineMark> {
  const lines = new Map<number, LineMark>();
  for (const line of scanLines(text)) {
    if (line.kind !== "opaque") continue;
    lines.set(line.from, { name: "", text: FENCE.test(text.slice(line.from, line.to)) ? "s-mark" : "s-pre" });
  }
  markHeadings(text, whole, lines);
  markBreaks(text, lines);
  return lines;
}

function markHeadings(text: string, whole: boolean, lines: Map<number, LineMark>): void {
  const headings = [...headingsOf(text)];
  for (const [n, heading] of headings.entries()) {
    lines.set(heading.from, { name: "s-h", text: "" });
    if (heading.mark === "#") continue;
    lines.set(text.lastIndexOf("\n", heading.underline) + 1, { name: "", text: "s-mark" });
    // Below a page's own title stand dates and an introduction.
    if (heading.mark === "=" || (whole && n === 0)) continue;
    const speakers = speakerLineOf(text, { from: heading.next, to: headings[n + 1]?.from ?? text.length });
    if (speakers === null) continue;
    for (let at = speakers.from; at < speakers.to; at = text.indexOf("\n", at) + 1 || text.length) {
      lines.set(at, { name: "s-by", text: "" });
    }
  }
}

/** The blank lines between slides: the second carries the cut. */
function markBreaks(text: string, lines: Map<number, LineMark>): void {
  const slides = parseSlides(text).flat();
  for (const [n, slide] of slides.entries()) {
    const next = slides[n + 1];
    if (next === undefined) return;
    const aside = next.column > slide.column;
    let count = 0;
    for (let at = slide.to + 1; at < next.from; at = text.indexOf("\n", at) + 1) {
      count++;
      lines.set(at, { name: count === 2 ? `brk brk--2${aside ? " brk--3" : ""}` : "brk", text: "" });
    }
  }
}

const ITEM = /^[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]+/;
const FIRST = /^(?:(TODO)\b|(Q:)|(Notes?:))/i;
const INSIDE = /(`+)(?:[^`]|(?!\1)`)+\1|\bhttps?:\/\/[^\s<>)\]]+/g;

/** Marks inside one plain line, which starts at `from`. */
export function marksInLine(text: string, from: number): Mark[] {
  const marks: Mark[] = [];
  const item = ITEM.exec(text)?.[0].length ?? 0;
  if (item > 0) marks.push({ from, to: from + item, name: "s-mark" });
  const first = FIRST.exec(text.slice(item));
  if (first !== null && reads(first, item)) {
    const name = first[1] ? "s-todo" : first[2] ? "s-q" : "s-note";
    marks.push({ from: from + item, to: from + item + first[0].length, name });
  }
  for (const inside of text.matchAll(INSIDE)) {
    const at = from + inside.index;
    marks.push({ from: at, to: at + inside[0].length, name: inside[1] === undefined ? "s-link" : "s-code" });
  }
  return marks;
}

/** TODO and Q are written large; a note stands at the start of its line. */
function reads([, todo, question, note]: RegExpExecArray, item: number): boolean {
  if (todo !== undefined) return todo === "TODO";
  if (question !== undefined) return question === "Q:";
  return note !== undefined && item === 0;
}

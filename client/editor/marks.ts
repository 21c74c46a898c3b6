/** What an editor shows in another ink: the grammar's structure, and marks inside lines. Pure; the reading is `server/text`'s. */
import type { Cut } from "../../server/text/deck-settings.ts";
import { parseEvent } from "../../server/text/event.ts";
import { frontMatterOf } from "../../server/text/front-matter.ts";
import { type Heading, headingsOf } from "../../server/text/headings.ts";
import { scanLines } from "../../server/text/opaque.ts";
import { parseSlides, type Slide } from "../../server/text/slides.ts";
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
  /** What is said to the writer below the line. */
  readonly says?: string;
}

/** Said below a title that the deck hides. */
const SWALLOWED = "Part of the note above, so no slide shows this title. Two blank lines before it end the note.";
const SWALLOWED_FROM_ABOVE =
  "Part of a note of the talk above, so no slide shows this title. In the whole page, put two blank lines before it.";
/** A heading deeper than this is no title of a talk, of a day or of a part of a talk. */
const DEEPEST_TITLE = 3;
/** A talk's. */
const TALK_LEVEL = 2;

const FENCE = /^\s*(?:`{3,}|~{3,})/;

/**
 * What the lines of a talk (or with `whole` a page) are, by their start; plain lines are left out. Linear in the text.
 *
 * @param begun the talk stands in a note that begins before it.
 * @param cut where the deck of the talk's page is cut; left out, as the text itself says.
 */
export function linesOfNote(text: string, whole: boolean, begun = false, cut?: Cut): Map<number, LineMark> {
  const lines = new Map<number, LineMark>();
  const start = whole ? markSettings(text, lines) : 0;
  for (const line of scanLines(text, start)) {
    if (line.kind !== "opaque") continue;
    lines.set(line.from, { name: "", text: FENCE.test(text.slice(line.from, line.to)) ? "s-mark" : "s-pre" });
  }
  const headings = [...headingsOf(text, start)];
  const slides = parseSlides(text, cut).flat();
  markHeadings(text, headings, whole, lines);
  markBreaks(text, slides, lines);
  markNotes(text, slides, headings, begun, lines);
  return lines;
}

/** Front matter is none of the notes. Gives where they begin. */
function markSettings(text: string, lines: Map<number, LineMark>): number {
  const end = frontMatterOf(text)?.to ?? 0;
  for (let at = 0; at < end; at = text.indexOf("\n", at) + 1 || end) lines.set(at, { name: "", text: "s-mark" });
  return end;
}

/** Whether the text at an offset of a page is part of a slide's notes. Linear in the text. */
export function isInNote(page: string, offset: number): boolean {
  const slide = parseSlides(page)
    .flat()
    .find(({ to }) => to > offset);
  return slide !== undefined && slide.from < offset && noteStart(page, slide) < offset;
}

function markHeadings(text: string, headings: readonly Heading[], whole: boolean, lines: Map<number, LineMark>): void {
  const { talkMark, titleRange } = parseEvent(text);
  // Below a page's own title stand dates and an introduction; a talk's text begins with the talk's.
  const title = whole ? titleRange?.from : undefined;
  const mark = whole ? talkMark : headings[0]?.mark;
  for (const [n, heading] of headings.entries()) {
    lines.set(heading.from, { name: "s-h", text: "" });
    if (heading.mark !== "#") {
      lines.set(text.lastIndexOf("\n", heading.underline) + 1, { name: "", text: "s-mark" });
    }
    if (heading.level !== TALK_LEVEL || heading.mark !== mark || heading.from === title) continue;
    const speakers = speakerLineOf(text, { from: heading.next, to: headings[n + 1]?.from ?? text.length });
    if (speakers === null) continue;
    for (let at = speakers.from; at < speakers.to; at = text.indexOf("\n", at) + 1 || text.length) {
      lines.set(at, { name: "s-by", text: "" });
    }
  }
}

/** The blank lines between slides: the second carries the cut. */
function markBreaks(text: string, slides: readonly Slide[], lines: Map<number, LineMark>): void {
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

/** All that the audience does not see: from a `Note:` to the slide's end. Titles in it are hardly meant to be. */
function markNotes(
  text: string,
  slides: readonly Slide[],
  headings: readonly Heading[],
  begun: boolean,
  lines: Map<number, LineMark>,
): void {
  let next = 0;
  for (const [n, slide] of slides.entries()) {
    const above = begun && n === 0;
    const from = above ? slide.from : noteStart(text, slide);
    for (let at = from; at < slide.to; at = text.indexOf("\n", at) + 1 || text.length) {
      const { name = "", text: inside = "" } = lines.get(at) ?? {};
      const noted = at === from && !above ? "noted noted--first" : "noted";
      lines.set(at, { name: name === "" ? noted : `${name} ${noted}`, text: inside });
    }
    for (let heading = headings[next]; heading !== undefined && heading.from < slide.to; heading = headings[++next]) {
      if (heading.from < from || heading.level > DEEPEST_TITLE) continue;
      const last = heading.mark === "#" ? heading.from : text.lastIndexOf("\n", heading.underline) + 1;
      const { name = "", text: inside = "" } = lines.get(last) ?? {};
      const says = above && heading.from === slide.from ? SWALLOWED_FROM_ABOVE : SWALLOWED;
      lines.set(last, { name: `${name} lost`, text: inside, says });
    }
  }
}

/** Start of the line with a slide's first `Note:`; the slide's end where it has none. */
function noteStart(text: string, { notes, to }: Slide): number {
  const [first] = notes;
  return first === undefined ? to : text.lastIndexOf("\n", first.from - 1) + 1;
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

/** Words a person gave, as markdown that means just these words: nothing they begin with turns them into something else. */
import { headingsOf } from "./headings.ts";
import { noteMarkerEnd } from "./slides.ts";
import { isParagraphLine } from "./speaker-line.ts";

/** Stands in for a title that is blank: a heading needs a word. */
const UNTITLED = "Untitled";

/** A single `-` below a line reads like the start of a list. */
const SHORTEST_UNDERLINE = 3;

/** An underlined heading, newline included. Inline markdown in the title stays what it is. */
export function headingSource(title: string): string {
  const words = oneLine(title) || UNTITLED;
  const source = isTitle(words) ? words : escapedStart(words);
  return `${source}\n${underlineOf(source)}\n`;
}

/** The heading of a talk on a page whose talks are marked with signs, newline included. */
export function hashedSource(title: string): string {
  // Signs at the end would be none of its words.
  const words = (oneLine(title) || UNTITLED).replace(/(?<=^|\s)#+$/, "\\$&");
  return `## ${isHashedTitle(words) ? words : escapedStart(words)}\n`;
}

/** The date's heading, newline included; "" for a blank date. */
export function dateSource(date: string): string {
  const words = oneLine(date).replace(/^[#\s]+/, "");
  return words === "" ? "" : `######${words}\n`;
}

/** One line that stays a paragraph, newline included; "" for a blank one. */
export function paragraphSource(line: string): string {
  const words = oneLine(line);
  if (words === "") return "";
  const source = isParagraphLine(words, { from: 0, to: words.length, next: words.length })
    ? words
    : escapedStart(words);
  return `${source}\n`;
}

function underlineOf(title: string): string {
  return "-".repeat(Math.max(SHORTEST_UNDERLINE, [...title].length));
}

function isTitle(words: string): boolean {
  const [first] = headingsOf(`${words}\n${underlineOf(words)}\n`);
  return first?.mark === "-" && first.from === 0 && noteMarkerEnd(words, { from: 0, to: words.length }) === null;
}

function isHashedTitle(words: string): boolean {
  return !headingsOf(`## ${words}\n`).next().done;
}

/** A backslash before the sign that would make the line something else: its first, or the one after `1` or `Note`. */
function escapedStart(words: string): string {
  return words.replace(/^\p{P}|^\p{S}|[.):]/u, "\\$&");
}

/** Without line breaks, control characters and halves of characters; white space in single spaces. */
function oneLine(words: string): string {
  return words
    .replace(/\p{Surrogate}/gu, "\uFFFD")
    .replace(/[\s\p{Cc}]+/gu, " ")
    .trim();
}

/**
 * The headings of a page that stand on their own: not in code, comments, quotes or list items.
 *
 * Where the notes differ from CommonMark they are right: a title underlined right below other lines of text is its
 * last line alone, and two to six `#` need no space (`######Mon Jun 20 2016`). A single `#tag` is text.
 */
import { type Line, type Range, skipSpace, trimEnd } from "./lines.ts";
import { isRule } from "./list-items.ts";
import { runEnd, type ScannedLine, scanLines } from "./opaque.ts";
import { plainText } from "./plain-text.ts";

/** From the start of its (title) line to the end of its last line, underline included, without the newline. */
export interface Heading extends Range {
  /** What makes it one: an underline of `-` (level 2) or `=` (level 1), or `#` signs before it. */
  readonly mark: "-" | "=" | "#";
  /** 1 to 6. */
  readonly level: number;
  /** Its text without markdown; never empty: what shows no word is no heading. */
  readonly title: string;
  /** The same as written, without the signs and spaces around it. */
  readonly words: Range;
  /** End of the title line. */
  readonly titleTo: number;
  /** Offset of the underline's first character; of the title line's first `#` where there is no underline. */
  readonly underline: number;
  /** Start of the line after it. */
  readonly next: number;
  /** End of the last line above it that is not blank; the scan's start where there is none. */
  readonly above: number;
}

/** Text further in than this is code. */
const DEEPEST_INDENT = 3;

/** All of them from the offset `from` on, in order. Linear in the text. */
export function* headingsOf(text: string, from = 0): Generator<Heading> {
  let above = from;
  let candidate: { readonly line: Line; readonly above: number } | null = null;
  for (const line of scanLines(text, from)) {
    if (line.kind === "blank") {
      candidate = null;
      continue;
    }
    const underlined: Heading | null =
      candidate === null ? null : underlinedHeading(text, candidate.line, candidate.above, line);
    const heading: Heading | null = underlined ?? hashedHeading(text, line, above);
    candidate = heading === null && mayBeTitle(text, line) ? { line, above } : null;
    above = line.to;
    if (heading !== null) yield heading;
  }
}

function underlinedHeading(text: string, title: Line, above: number, line: ScannedLine): Heading | null {
  if (line.kind !== "plain" || line.indent > DEEPEST_INDENT || !isUnderline(text, line)) return null;
  const underline = skipSpace(text, line);
  const mark = text[underline] === "=" ? "=" : "-";
  const words = { from: skipSpace(text, title), to: trimEnd(text, title) };
  const plain = plainText(text.slice(words.from, words.to));
  if (plain === "") return null;
  const { from, to: titleTo } = title;
  const { to, next } = line;
  return { from, to, mark, level: mark === "=" ? 1 : 2, title: plain, words, titleTo, underline, next, above };
}

/** Whether the line holds nothing but one run of `-` or of `=`. */
export function isUnderline(text: string, line: Range): boolean {
  const at = skipSpace(text, line);
  return (text[at] === "-" || text[at] === "=") && runEnd(text, at, line.to) === trimEnd(text, line);
}

function hashedHeading(text: string, line: ScannedLine, above: number): Heading | null {
  if (line.kind !== "plain" || line.nested || line.indent > DEEPEST_INDENT) return null;
  const at = skipSpace(text, line);
  if (!isHashed(text, at, line)) return null;
  const signs = runEnd(text, at, line.to);
  const words = wordsBetweenSigns(text, { from: signs, to: line.to });
  const title = plainText(text.slice(words.from, words.to));
  if (title === "") return null;
  const { from, to, next } = line;
  return { from, to, mark: "#", level: signs - at, title, words, titleTo: to, underline: at, next, above };
}

/** Whether the line is a heading by its `#` signs: one and a space, or two to six. */
export function isHashed(text: string, at: number, line: Range): boolean {
  const signs = text[at] === "#" ? runEnd(text, at, line.to) - at : 0;
  if (signs === 1) return at + 1 === line.to || text[at + 1] === " " || text[at + 1] === "\t";
  return signs >= 2 && signs <= 6;
}

/** The words of `## Title ##` after its first signs: those at the end count as signs only after a space. */
function wordsBetweenSigns(text: string, range: Range): Range {
  const end = trimEnd(text, range);
  let at = end;
  while (at > range.from && text[at - 1] === "#") at--;
  const closed = at < end && (at === range.from || text[at - 1] === " " || text[at - 1] === "\t");
  const from = skipSpace(text, range);
  return { from, to: Math.max(from, closed ? trimEnd(text, { from: range.from, to: at }) : end) };
}

/** Whether an underline below this line would make it a title. */
function mayBeTitle(text: string, line: ScannedLine): boolean {
  if (line.kind !== "plain" || line.nested || line.indent > DEEPEST_INDENT) return false;
  const at = skipSpace(text, line);
  return text[at] !== ">" && !isRule(text, at, line.to) && !isDefinition(text, at, line);
}

/** `[label]: address`, which shows nothing. */
export function isDefinition(text: string, at: number, line: Range): boolean {
  if (text[at] !== "[") return false;
  const end = text.slice(at, line.to).indexOf("]:");
  return end > 1;
}

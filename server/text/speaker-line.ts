/** Where a talk says who speaks: its first paragraph, of at most two lines, if that names people. */
import { isHashed, isUnderline } from "./headings.ts";
import { isBlank, type Line, lineAt, type Range, skipSpace } from "./lines.ts";
import { indentOf, isItem } from "./list-items.ts";
import { opensBlock } from "./opaque.ts";
import { noteMarkerEnd } from "./slides.ts";
import { isLinks, type Speaker, speakersOf } from "./speakers.ts";

/** The paragraph's range; a subtitle above the names belongs to it. */
export interface SpeakerLine extends Range {
  readonly speakers: readonly Speaker[];
  /** Start of the line after it. */
  readonly next: number;
}

const MOST_LINES = 2;

/** The speaker line of a talk whose body (all after the title's underline) is given; null where it has none. */
export function speakerLineOf(text: string, body: Range): SpeakerLine | null {
  const lines = firstParagraph(text, body);
  const first = lines[0];
  const last = lines.at(-1);
  if (first === undefined || last === undefined || lines.length > MOST_LINES) return null;
  const speakers = speakersIn(lines.map((line) => text.slice(line.from, line.to)));
  return speakers === null ? null : { speakers, from: first.from, to: last.to, next: last.next };
}

/** Its lines, at most one more than a speaker line may have; none where the talk begins with something else. */
function firstParagraph(text: string, body: Range): Line[] {
  const lines: Line[] = [];
  let blanks = 0;
  for (let at = body.from; at < body.to && lines.length <= MOST_LINES; ) {
    const line = lineAt(text, at);
    at = line.next;
    if (isBlank(text, line)) {
      blanks++;
      // Two blank lines cut the slide: what follows is no longer the title's.
      if (lines.length > 0 || blanks > 1) break;
    } else if (isParagraphLine(text, line)) {
      lines.push(line);
    } else {
      // Its lines are a heading of their own.
      return isUnderline(text, line) ? [] : lines;
    }
  }
  return lines;
}

/** Whether the line is words, and not the start of a list, heading, quote, picture, table, note or block of code. */
export function isParagraphLine(text: string, line: Line): boolean {
  const at = skipSpace(text, line);
  if (indentOf(text, line) > 3 || ">|!".includes(text.charAt(at)) || noteMarkerEnd(text, line) !== null) return false;
  return (
    !isUnderline(text, line) && !isItem(text, at, line.to) && !isHashed(text, at, line) && !opensBlock(text, at, line)
  );
}

function speakersIn(lines: readonly string[]): Speaker[] | null {
  const [first = "", second] = lines;
  if (second === undefined) return speakersOf(first);
  if (isLinks(second) && !isLinks(first)) return speakersOf(`${first} ${second}`);
  const below = speakersOf(second);
  if (below === null) return null;
  const above = speakersOf(first);
  if (above !== null) return [...above, ...below];
  const anchored = below.some(({ handle, site }) => handle !== null || site !== null);
  return anchored || /^[*_].*[*_]$/.test(first.trim()) ? below : null;
}

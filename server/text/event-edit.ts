/** Writing in the event's grammar: a new page, one more talk. */
import { type Cut, cutOf, RULES } from "./deck-settings.ts";
import type { Edit } from "./edit.ts";
import { type EventFile, parseEvent } from "./event.ts";
import { closerOf } from "./opaque.ts";
import { isOneSlide, parseSlides } from "./slides.ts";
import { dateSource, hashedSource, headingSource, paragraphSource } from "./source.ts";

export { saveMessage, type TouchedTalk, talksTouched, touchOf } from "./touched.ts";

/** What a person knows of a talk before it begins. */
export interface NewTalk {
  readonly title: string;
  /** As people write it: `Ann Lee @annlee`. Null or blank where not known yet. */
  readonly speaker: string | null;
}

/** What a person knows of an event before it begins. */
export interface NewEvent {
  readonly title: string;
  /** As it shall be shown: `Tue Nov 24 2026`. */
  readonly date: string | null;
  /** Title of the first talk; null or blank for a page without talks. */
  readonly talk: string | null;
  readonly speaker: string | null;
}

/** Three blank lines: a column of slides of its own. */
const NEWLINES_BEFORE_TALK = 4;

const ONE_BLANK_LINE = 2;

/** A whole page in the conventions of the grammar, ready to be typed into. */
export function newEventText({ title, date, talk, speaker }: NewEvent): string {
  const head = headingSource(title) + dateSource(date ?? "");
  if (talk === null || talk.trim() === "") return head;
  return `${head}${"\n".repeat(NEWLINES_BEFORE_TALK - 1)}${headingSource(talk)}${bodySource(speaker)}`;
}

/**
 * The edit that adds a talk at the end of a page, marked and parted as the page's talks are: three blank lines below what
 * is there, a separator where the deck is cut by those, one blank line on a page with signs before its titles that nothing
 * cuts. It closes code or a comment the page leaves open, in which the talk would be none. On a page without any heading
 * the talk becomes its title.
 */
export function appendTalk(text: string, { title, speaker }: NewTalk): Edit {
  const event = parseEvent(text);
  const closer = closerOf(text, event.frontMatter?.to);
  const close = closer === null ? "" : `${text.endsWith("\n") ? "" : "\n"}${closer}\n`;
  const before = partingAfter(text + close, partingOf(text, event));
  const heading = event.talkMark === "#" ? hashedSource(title) : headingSource(title);
  const insert = `${close}${before}${heading}${bodySource(speaker)}`;
  return { from: text.length, to: text.length, insert };
}

/** Speaker line and an empty list item to type into. */
function bodySource(speaker: string | null): string {
  return `${paragraphSource(speaker ?? "")}\n- \n`;
}

/** What stands between talks. */
interface Parting {
  readonly newlines: number;
  /** The line that begins a slide; null where blank lines do. */
  readonly separator: string | null;
}

function partingOf(text: string, { frontMatter, talks, talkMark }: EventFile): Parting {
  const cut = cutOf(text, frontMatter) ?? cutByItself(text);
  if (cut.by === "separators") return { newlines: ONE_BLANK_LINE, separator: cut.right };
  const plain = talkMark === "#" && talks.length > 0 && (cut.by === "headings" || goesOn(text));
  return { newlines: plain ? ONE_BLANK_LINE : NEWLINES_BEFORE_TALK, separator: null };
}

/** Whether all of a page is one slide that what is added below would be on. */
function goesOn(text: string): boolean {
  const columns = parseSlides(text);
  const [slide] = columns[0] ?? [];
  if (slide === undefined || !isOneSlide(columns) || slide.notes.length > 0) return false;
  return text.slice(slide.to).replace(/\n$/, "").split("\n").length <= ONE_BLANK_LINE;
}

/** How the deck of a page is cut that does not say so. */
function cutByItself(text: string): Cut {
  const lines: Cut = { by: "blank lines" };
  const ruled = isOneSlide(parseSlides(text, lines)) && !isOneSlide(parseSlides(text, RULES));
  return ruled ? RULES : lines;
}

/** What is missing at the text's end before a talk may begin there. */
function partingAfter(text: string, { newlines, separator }: Parting): string {
  const missing = "\n".repeat(missingNewlines(text, newlines));
  return separator === null || text.trim() === "" ? missing : `${missing}${separator}\n\n`;
}

function missingNewlines(text: string, wanted: number): number {
  const end = text.slice(text.trimEnd().length);
  if (end.length === text.length) return text.endsWith("\n") || text === "" ? 0 : 1;
  const missing = wanted - (end.split("\n").length - 1);
  return Math.max(missing, end.endsWith("\n") ? 0 : 1);
}

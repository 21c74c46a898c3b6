/** Writing in the event's grammar: a new page, one more talk. */
import type { Edit } from "./edit.ts";
import { frontMatterOf } from "./front-matter.ts";
import { closerOf } from "./opaque.ts";
import { dateSource, headingSource, paragraphSource } from "./source.ts";

export { saveMessage, type TouchedTalk, talksTouched, touchedTalks } from "./touched.ts";

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

/** A whole page in the conventions of the grammar, ready to be typed into. */
export function newEventText({ title, date, talk, speaker }: NewEvent): string {
  const head = headingSource(title) + dateSource(date ?? "");
  if (talk === null || talk.trim() === "") return head;
  return `${head}${"\n".repeat(NEWLINES_BEFORE_TALK - 1)}${talkSource({ title: talk, speaker })}`;
}

/**
 * The edit that adds a talk at the end of a page, three blank lines below what is there. It closes code or a comment
 * the page leaves open, in which the talk would be none. On a page without any heading the talk becomes its title.
 */
export function appendTalk(text: string, talk: NewTalk): Edit {
  const closer = closerOf(text, frontMatterOf(text)?.to);
  const close = closer === null ? "" : `${text.endsWith("\n") ? "" : "\n"}${closer}\n`;
  const insert = `${close}${"\n".repeat(missingNewlines(text + close))}${talkSource(talk)}`;
  return { from: text.length, to: text.length, insert };
}

/** The talk with an empty list item to type into. */
function talkSource({ title, speaker }: NewTalk): string {
  return `${headingSource(title)}${paragraphSource(speaker ?? "")}\n- \n`;
}

/** How many newlines are missing at the text's end before a talk may begin there. */
function missingNewlines(text: string): number {
  const end = text.slice(text.trimEnd().length);
  if (end.length === text.length) return text.endsWith("\n") || text === "" ? 0 : 1;
  const missing = NEWLINES_BEFORE_TALK - (end.split("\n").length - 1);
  return Math.max(missing, end.endsWith("\n") ? 0 : 1);
}

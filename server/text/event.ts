/**
 * An event's page: title, dates, intro, talks.
 *
 *     file  = title date* [subtitle] [intro] talk*
 *     title = the first heading, whatever marks it; else the front matter's
 *     date  = a heading of level 4 to 6 right below the title (`######Mon Jun 20 2016`)
 *     talk  = a heading underlined with `-`, and all up to the next one
 *     day   = further down, a heading underlined with `=`, or a date that is a heading of level 4 to 6
 *
 * A page without such talks has them at `##`, and a day at `#` (`event-outline.ts`).
 *
 * Every string is a page. All offsets are into the text as given. Linear in the text: it is parsed on every change.
 */
import { type Opening, outlineOf, type TalkMark } from "./event-outline.ts";
import { type FrontMatter, frontMatterOf } from "./front-matter.ts";
import type { Heading } from "./headings.ts";
import type { Range } from "./lines.ts";
import { slugOf } from "./page-path.ts";
import { speakerLineOf } from "./speaker-line.ts";
import { type Speaker, speakersOf } from "./speakers.ts";

export { MAX_HEADINGS, MAX_TALKS, type TalkMark } from "./event-outline.ts";
export type { FrontMatter } from "./front-matter.ts";
export type { Speaker } from "./speakers.ts";

/**
 * One talk. Its range begins with its title line and ends before the next talk's, less the one or two newlines that
 * part them: those belong to nobody, so no two talks share a boundary. The last talk ends with the page.
 */
export interface Talk extends Range {
  /** Its name in addresses, unique in the page: the second "Lunch" is `lunch-2`. Talks further down never change it. */
  readonly slug: string;
  /** Which of the talks with the same title's slug it is, from 1. */
  readonly ordinal: number;
  /** Without markdown; never empty. */
  readonly title: string;
  /** The same as written, without the signs and spaces around it. */
  readonly words: Range;
  /** End of the title line. */
  readonly titleTo: number;
  /** Offset of the underline's first `-`, or of the first `#` before the title: what identifies the talk while its text changes. */
  readonly underline: number;
  /** After the heading's newline; the talk's end where nothing follows. */
  readonly bodyFrom: number;
  /** Empty where nobody is named. */
  readonly speakers: readonly Speaker[];
  /** The paragraph that names them, a subtitle above the names included; null where nobody is named. */
  readonly speakerLine: Range | null;
  /** After the speaker line: where the notes start. */
  readonly notesFrom: number;
  /** Talks within it, as lightning talks are: `### Ann Lee @annlee`. */
  readonly within: readonly TalkWithin[];
  /** The day divider it stands under; null where the page has none above it. */
  readonly day: string | null;
}

/** A talk within another: a heading of the third level that names somebody by a handle. */
export interface TalkWithin {
  /** Without markdown. */
  readonly title: string;
  /** Start of its line. */
  readonly at: number;
  readonly speakers: readonly Speaker[];
}

/** A day divider. Right above a talk it belongs to no talk; elsewhere to the talk (or head) it is written in. */
export interface Day {
  readonly title: string;
  /** Start of its line. */
  readonly at: number;
}

export interface EventFile {
  readonly frontMatter: FrontMatter | null;
  /** Without markdown; "" where nothing names the page. */
  readonly title: string;
  /** The title's lines, underline included; null where no heading is the title. */
  readonly titleRange: Range | null;
  /** As written, top to bottom. */
  readonly dates: readonly string[];
  /** All before the first talk (less what parts them), front matter and title included; the whole text without talks. */
  readonly head: Range;
  /** The head after front matter, title and dates. */
  readonly intro: Range;
  readonly talks: readonly Talk[];
  /** What marks them; on a page without any, what would mark one that is added. */
  readonly talkMark: TalkMark;
  readonly days: readonly Day[];
}

/** A stretch of a page. `between` is what belongs to nobody: newlines before a title, day dividers right above it. */
export interface Piece extends Range {
  readonly kind: "head" | "talk" | "between";
}

/** Newlines before a title that belong to no talk. */
const SEPARATOR = 2;

/** The page's structure. Never throws. */
export function parseEvent(text: string): EventFile {
  const frontMatter = frontMatterOf(text);
  const start = frontMatter?.to ?? 0;
  const { title, dates, days, openings, talkMark } = outlineOf(text, frontMatter);
  const head = { from: 0, to: endBefore(text, openings[0]) };
  const introFrom = Math.max(start, title?.next ?? 0, dates.at(-1)?.next ?? 0);
  return {
    frontMatter,
    title: title?.title ?? frontMatter?.settings["title"] ?? "",
    titleRange: title === null ? null : { from: title.from, to: title.to },
    dates: dates.map(({ words }) => text.slice(words.from, words.to)),
    head,
    intro: { from: Math.min(introFrom, head.to), to: head.to },
    talks: talksOf(text, openings),
    talkMark,
    days: days.map((heading) => ({ title: heading.title, at: heading.from })),
  };
}

/** The talk whose range holds the offset, its end included; null in the head and between talks. */
export function talkAt(event: EventFile, offset: number): Talk | null {
  let low = 0;
  let high = event.talks.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((event.talks[middle]?.from ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  const talk = event.talks[low - 1];
  return talk !== undefined && offset <= talk.to ? talk : null;
}

/** The talk by its name in addresses, or null. */
export function talkBySlug(event: EventFile, slug: string): Talk | null {
  return event.talks.find((talk) => talk.slug === slug) ?? null;
}

/** The text cut into head, talks and what is between them: without gaps, in order, none empty. */
export function pieces(text: string): Piece[] {
  const { head, talks } = parseEvent(text);
  const all: Piece[] = [{ kind: "head", from: head.from, to: head.to }];
  for (const { from, to } of talks)
    all.push({ kind: "between", from: all.at(-1)?.to ?? 0, to: from }, { kind: "talk", from, to });
  return all.filter((piece) => piece.from < piece.to);
}

function talksOf(text: string, openings: readonly Opening[]): Talk[] {
  const nameOf = slugNames();
  return openings.map((opening, i) => talkOf(text, opening, endBefore(text, openings[i + 1]), nameOf));
}

function talkOf(text: string, { heading, day, parts }: Opening, to: number, nameOf: (title: string) => SlugName): Talk {
  const bodyFrom = Math.min(heading.next, to);
  const line = speakerLineOf(text, { from: bodyFrom, to });
  const { slug, ordinal } = nameOf(heading.title);
  return {
    slug,
    ordinal,
    title: heading.title,
    words: heading.words,
    from: heading.from,
    to,
    titleTo: heading.titleTo,
    underline: heading.underline,
    bodyFrom,
    speakers: line?.speakers ?? [],
    speakerLine: line === null ? null : { from: line.from, to: line.to },
    notesFrom: Math.min(line?.next ?? bodyFrom, to),
    within: parts.flatMap((part) => talkWithin(text, part)),
    day,
  };
}

/** Without a handle a name is a title like any other. */
function talkWithin(text: string, { title, from, words }: Heading): TalkWithin[] {
  const speakers = speakersOf(text.slice(words.from, words.to)) ?? [];
  return speakers.some(({ handle }) => handle !== null) ? [{ title, at: from, speakers }] : [];
}

/** Where what stands before a talk ends; the text's end where no talk follows. */
function endBefore(text: string, opening: Opening | undefined): number {
  if (opening === undefined) return text.length;
  let end = opening.from;
  while (opening.from - end < SEPARATOR && text[end - 1] === "\n") end--;
  return end;
}

interface SlugName {
  readonly slug: string;
  readonly ordinal: number;
}

/** Names talks from the top down. A number that another title already spells is passed over. */
function slugNames(): (title: string) => SlugName {
  const counts = new Map<string, number>();
  const suffixes = new Map<string, number>();
  const taken = new Set<string>();
  return (title) => {
    const base = slugOf(title);
    const ordinal = (counts.get(base) ?? 0) + 1;
    counts.set(base, ordinal);
    let suffix = suffixes.get(base) ?? 1;
    let slug = suffix === 1 ? base : `${base}-${suffix}`;
    while (taken.has(slug)) slug = `${base}-${++suffix}`;
    suffixes.set(base, suffix + 1);
    taken.add(slug);
    return { slug, ordinal };
  };
}

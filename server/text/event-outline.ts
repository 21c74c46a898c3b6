/**
 * The headings of a page sorted out: its title, its dates, its days and its talks.
 *
 * Talks are headings underlined with `-`. A page that has none of those, as other tools' pages, has its talks at `##`, and
 * its days at a `#` further down.
 */
import { isDate } from "./dates.ts";
import type { FrontMatter } from "./front-matter.ts";
import { type Heading, headingsOf } from "./headings.ts";
import { type Range, trimEnd } from "./lines.ts";

/** A talk's heading with what the headings above it say. */
export interface Opening {
  readonly heading: Heading;
  /** Where what is written for this talk starts: its title line, or the day dividers right above it. */
  readonly from: number;
  readonly day: string | null;
  /** The headings in it that talks within it may have. */
  readonly parts: Heading[];
}

/** What marks talks: an underline, or `##` before the title. */
export type TalkMark = "-" | "#";

/** Top to bottom. */
export interface Outline {
  readonly title: Heading | null;
  readonly dates: readonly Heading[];
  readonly days: readonly Heading[];
  readonly openings: readonly Opening[];
  /** Of the page's talks; without any, of one that is added. */
  readonly talkMark: TalkMark;
}

interface Draft extends Outline {
  readonly dates: Heading[];
  readonly days: Heading[];
  readonly openings: Opening[];
}

/** At this level and below a heading may be a date. */
const DATE_LEVEL = 4;

/** Of headings with signs, those of this level are talks where no underlined ones are. */
const TALK_LEVEL = 2;

/** A talk within a talk has a heading of this level. */
const PART_LEVEL = 3;

/** A shorter underline reads like the start of a list: between headings with signs it makes no talk. */
const SHORTEST_UNDERLINE = 3;

/** Talks of a page; titles after so many, more than anybody gives, are text of the last. What shows talks costs by their number. */
export const MAX_TALKS = 2000;

/** Headings of a page that are looked at, from its top: more than so many are no notes of anybody's. */
export const MAX_HEADINGS = 5 * MAX_TALKS;

/** Linear in the text. */
export function outlineOf(text: string, frontMatter: FrontMatter | null): Outline {
  const headings = firstHeadings(text, frontMatter?.to ?? 0);
  const named = (frontMatter?.settings["title"] ?? "") !== "";
  const first = headings.find((heading) => !isDeepDate(heading)) ?? null;
  const signs = hasSigns(text, headings, first, named);
  const title = named && signs && first?.level === TALK_LEVEL ? null : first;
  const outline: Draft = { title, dates: [], days: [], openings: [], talkMark: signs ? "#" : "-" };
  sort(headings, outline);
  if (outline.openings.length > 0) return outline;
  return { ...outline, talkMark: title?.mark === "#" || (title === null && named) ? "#" : "-" };
}

function firstHeadings(text: string, from: number): Heading[] {
  const headings: Heading[] = [];
  for (const heading of headingsOf(text, from)) {
    headings.push(heading);
    if (headings.length === MAX_HEADINGS) break;
  }
  return headings;
}

/** Whether the page's talks are headings with signs: no underlined heading but the title is one. */
function hasSigns(text: string, headings: readonly Heading[], first: Heading | null, named: boolean): boolean {
  const shortest = first?.mark === "-" ? 1 : SHORTEST_UNDERLINE;
  let signs = false;
  for (const heading of headings) {
    if (heading === first && !(named && isHashedTalk(heading))) continue;
    if (heading.mark === "-" && trimEnd(text, heading) - heading.underline >= shortest) return false;
    signs ||= isHashedTalk(heading);
  }
  return signs;
}

function sort(headings: readonly Heading[], { title, dates, days, openings, talkMark }: Draft): void {
  let last: Heading | null = null;
  let dividers: Range | null = null;
  let passed = false;
  for (const heading of headings) {
    if (heading === title) {
      passed = true;
    } else if (isDateOfPage(heading, passed ? title : null, dates, last, openings)) {
      dates.push(heading);
    } else if (talkMark === "-" ? heading.mark === "-" : isHashedTalk(heading)) {
      if (openings.length === MAX_TALKS) break;
      openings.push({ heading, from: gapStart(dividers, heading), day: days.at(-1)?.title ?? null, parts: [] });
    } else if (isDeepDate(heading) || isDay(heading, talkMark)) {
      days.push(heading);
      dividers = { from: gapStart(dividers, heading), to: heading.to };
    } else if (heading.level === PART_LEVEL) {
      openings.at(-1)?.parts.push(heading);
    }
    last = heading;
  }
}

function isDay({ mark, level }: Heading, talkMark: TalkMark): boolean {
  return mark === "=" || (talkMark === "#" && mark === "#" && level < TALK_LEVEL);
}

function isHashedTalk({ mark, level }: Heading): boolean {
  return mark === "#" && level === TALK_LEVEL;
}

function isDeep({ mark, level }: Heading): boolean {
  return mark === "#" && level >= DATE_LEVEL;
}

function isDeepDate(heading: Heading): boolean {
  return isDeep(heading) && isDate(heading.title);
}

/** Where a heading's place starts: at the day dividers, where only blank lines part it from them. */
function gapStart(dividers: Range | null, heading: Heading): number {
  return dividers !== null && dividers.to === heading.above ? dividers.from : heading.from;
}

/** Whether a heading is the event's date: a date above the title, or anything numbered right below it or another date. */
function isDateOfPage(
  heading: Heading,
  title: Heading | null,
  dates: readonly Heading[],
  last: Heading | null,
  openings: readonly Opening[],
): boolean {
  if (!isDeep(heading)) return false;
  if (title === null) return openings.length === 0 && isDate(heading.title);
  const continues = last === title || last === dates.at(-1);
  return continues && heading.above === last?.to && /\p{N}/u.test(heading.title);
}

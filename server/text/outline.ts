/** A page's headings sorted out: which is the title, which are dates, days and talks. */
import { isDate } from "./dates.ts";
import { type Heading, headingsOf } from "./headings.ts";
import type { Range } from "./lines.ts";

/** A talk's heading with what the headings above it say. */
export interface Opening {
  readonly heading: Heading;
  /** Where what is written for this talk starts: its title line, or the day dividers right above it. */
  readonly from: number;
  /** The day divider above it; null where there is none. */
  readonly day: string | null;
}

/** The headings sorted out, top to bottom. */
export interface Outline {
  readonly title: Heading | null;
  /** In levels 4 to 6, above the title or right below it. */
  readonly dates: readonly Heading[];
  /** Day dividers, further down. */
  readonly days: readonly Heading[];
  readonly openings: readonly Opening[];
}

/** At this level and below a heading may be a date. */
const DATE_LEVEL = 4;

/** An outline still growing. */
interface Draft {
  title: Heading | null;
  readonly dates: Heading[];
  readonly days: Heading[];
  readonly openings: Opening[];
}

/** The outline of a page from the offset `start` on. Linear in the text. */
export function outlineOf(text: string, start: number): Outline {
  const outline: Draft = { title: null, dates: [], days: [], openings: [] };
  let last: Heading | null = null;
  let dividers: Range | null = null;
  for (const heading of headingsOf(text, start)) {
    const deep = heading.mark === "#" && heading.level >= DATE_LEVEL;
    if (outline.title === null && !(deep && isDate(heading.title))) {
      outline.title = heading;
    } else if (deep && belongsToHead(outline, heading, last)) {
      outline.dates.push(heading);
    } else if (heading.mark === "-") {
      const from = gapStart(dividers, heading);
      outline.openings.push({ heading, from, day: outline.days.at(-1)?.title ?? null });
    } else if (heading.mark === "=" || (deep && isDate(heading.title))) {
      outline.days.push(heading);
      dividers = { from: gapStart(dividers, heading), to: heading.to };
    }
    last = heading;
  }
  return outline;
}

/** Where a heading's place starts: at the day dividers, where only blank lines part it from them. */
function gapStart(dividers: Range | null, heading: Heading): number {
  return dividers !== null && dividers.to === heading.above ? dividers.from : heading.from;
}

/** Whether a deep heading is the event's date: above the title, or right below it or another date. */
function belongsToHead(outline: Draft, heading: Heading, last: Heading | null): boolean {
  if (outline.title === null) return true;
  const continues = last === outline.title || last === outline.dates.at(-1);
  return continues && heading.above === last?.to && /\p{N}/u.test(heading.title);
}

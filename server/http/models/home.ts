import { pageAddress } from "../../text/page-path.ts";
import type { EventEntry, Save, Writing } from "../../wiki/wiki.ts";
import { editAddress } from "./addresses.ts";
import { type Faces, facesOf, writersOf } from "./people.ts";
import { type Ribbon, ribbonOf } from "./ribbon.ts";
import { runsBy } from "./runs.ts";
import { addressOfSave, titleOfSave } from "./save.ts";
import { type Clock, momentOf } from "./time.ts";
import { counted, countedInWords, inWords, shortened } from "./words.ts";

/** What the front page is made of. */
export interface HomeParts {
  /** The root's `index.md`, rendered; null where the wiki has none. */
  readonly index: { readonly title: string; readonly introHtml: string; readonly talksHtml: string } | null;
  readonly events: readonly EventEntry[];
  /** The newest saves, newest first. */
  readonly saves: readonly Save[];
  readonly writing: readonly Writing[];
}

export interface HomeModel {
  readonly heading: string;
  readonly leadHtml: string;
  readonly restHtml: string;
  readonly writing: readonly LiveModel[];
  readonly years: readonly YearModel[];
  /** Years that are folded away; null where all of them are shown. */
  readonly older: { readonly label: string; readonly years: readonly YearModel[] } | null;
  readonly changes: readonly ChangeModel[];
}

interface LiveModel {
  readonly href: string;
  readonly iso: string;
  readonly clock: string;
  readonly title: string;
  readonly event: string | null;
  readonly people: Faces;
  readonly count: string;
}

export interface YearModel {
  readonly year: number;
  readonly events: readonly EventModel[];
}

interface EventModel {
  readonly href: string;
  readonly title: string;
  /** "2026-10", or "2026" where the path names no month. */
  readonly month: string;
  readonly day: string | null;
  readonly note: string;
  readonly live: boolean;
}

interface ChangeModel {
  readonly href: string;
  readonly title: string;
  readonly event: string | null;
  readonly ribbon: Ribbon;
  readonly who: string;
  readonly iso: string;
  readonly when: string;
}

/** Years beyond this many events are folded; the newest year never is. */
const SHOWN_EVENTS = 30;

const UNNAMED = "Talk notes, written together while they happen";
const UNNAMED_LEAD = "<p>Sit down anywhere, open the talk you are in, and type.</p>";

/** The front page: the index page's own words as its head, then what goes on in the wiki. */
export function homeModel(parts: HomeParts, clock: Clock): HomeModel {
  const { lead, rest } = leadOf(parts.index?.introHtml ?? UNNAMED_LEAD);
  return {
    heading: parts.index?.title || UNNAMED,
    leadHtml: lead,
    restHtml: rest + (parts.index?.talksHtml ?? ""),
    writing: parts.writing.map((room) => liveOf(room, clock)),
    ...yearsOf(parts.events),
    changes: parts.saves.map((save) => changeOf(save, clock)),
  };
}

/** Parts rendered text into its first paragraph, where it starts with one, and all the rest. */
export function leadOf(html: string): { readonly lead: string; readonly rest: string } {
  const lead = /^\s*<p>(?:(?!<\/?p[ >])[\s\S])*<\/p>\s*/.exec(html)?.[0] ?? "";
  return { lead: lead.trim(), rest: html.slice(lead.length) };
}

/** "three writing", with the people themselves. */
function liveOf(room: Writing, clock: Clock): LiveModel {
  const moment = momentOf(room.since, clock);
  return {
    href: editAddress(room.path, room.talkSlug ?? undefined),
    iso: moment.iso,
    clock: moment.clock,
    title: room.talk ?? room.title,
    event: room.talk === null ? null : room.title,
    people: writersOf(room.people),
    count: `${inWords(room.people.length)} writing`,
  };
}

function yearsOf(events: readonly EventEntry[]): Pick<HomeModel, "years" | "older"> {
  const years = runsBy(events, (event) => event.year).map(({ key, items }) => ({
    year: key,
    events: items.map(eventOf),
  }));
  let shown = 0;
  const folds = years.findIndex((year, index) => {
    shown += year.events.length;
    return index > 0 && shown > SHOWN_EVENTS;
  });
  if (folds < 0) return { years, older: null };
  const older = years.slice(folds);
  const count = older.reduce((sum, year) => sum + year.events.length, 0);
  const [newest, oldest] = [older[0]?.year, older.at(-1)?.year];
  const span = newest === oldest ? String(newest) : `${oldest} to ${newest}`;
  return { years: years.slice(0, folds), older: { label: `${span}, ${countedInWords(count, "event")}`, years: older } };
}

function eventOf(event: EventEntry): EventModel {
  const talks = event.talks === 0 ? "notes" : counted(event.talks, "talk");
  const month = event.month === null ? "" : `-${String(event.month).padStart(2, "0")}`;
  return {
    href: pageAddress(event.path),
    title: event.title,
    month: `${String(event.year).padStart(4, "0")}${month}`,
    day: event.day,
    note: event.live ? `${talks}, live` : talks,
    live: event.live,
  };
}

function changeOf(save: Save, clock: Clock): ChangeModel {
  const title = titleOfSave(save);
  const moment = momentOf(save.date, clock);
  return {
    href: addressOfSave(save),
    title,
    event: title === save.title ? null : save.title,
    ribbon: ribbonOf(save),
    who: shortened(facesOf(save.authors.map((author) => author.name)).faces.map((face) => face.short)),
    iso: moment.iso,
    when: moment.short,
  };
}

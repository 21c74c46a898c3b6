/** What "now" and "here" mean for the dates on a page. */
export interface Clock {
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** IANA name of the zone that days and hours are told in, "Europe/Berlin". */
  readonly zone: string;
}

/** One moment in the forms that pages use. */
export interface Moment {
  /** For `<time datetime>`, in UTC. */
  readonly iso: string;
  /** "12:44" */
  readonly clock: string;
  /** "2026-10-08": equal for two moments of one day in this zone. */
  readonly dayKey: string;
  /** "12:44" for today, "yesterday", "Oct 5", "Oct 5 2024": the least that tells it apart. */
  readonly short: string;
  /** "today at 12:44", "yesterday at 22:15", "Mon Oct 5 at 9:10", "Mon Oct 5 2024": for a sentence. */
  readonly long: string;
}

/** A heading for the saves of one day. */
export interface DayHeading {
  /** "Today", "Yesterday", "Tuesday", "Mon Oct 5". */
  readonly title: string;
  /** What the title leaves open, "Thu Oct 8" or "2024"; null where nothing is. */
  readonly note: string | null;
}

interface Parts {
  readonly year: string;
  readonly month: string;
  readonly day: string;
  readonly weekday: string;
  readonly longWeekday: string;
  readonly clock: string;
  readonly key: string;
}

const DAY = 86_400_000;
const formats = new Map<string, Intl.DateTimeFormat>();

/** The zone this process runs in: the operator sets it with `TZ`. */
export function localZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** Tells a moment as seen from `clock`. */
export function momentOf(at: number, clock: Clock): Moment {
  const then = partsOf(at, clock.zone);
  const today = partsOf(clock.now, clock.zone);
  const base = { iso: new Date(at).toISOString(), clock: then.clock, dayKey: then.key };
  const away = daysBetween(then.key, today.key);
  if (away === 0) return { ...base, short: then.clock, long: `today at ${then.clock}` };
  if (away === 1) return { ...base, short: "yesterday", long: `yesterday at ${then.clock}` };
  const date = `${then.month} ${then.day}`;
  if (then.year === today.year) {
    return { ...base, short: date, long: `${then.weekday} ${date} at ${then.clock}` };
  }
  return { ...base, short: `${date} ${then.year}`, long: `${then.weekday} ${date} ${then.year}` };
}

/** Heads the day that `at` lies in. */
export function dayHeading(at: number, clock: Clock): DayHeading {
  const then = partsOf(at, clock.zone);
  const today = partsOf(clock.now, clock.zone);
  const date = `${then.month} ${then.day}`;
  const away = daysBetween(then.key, today.key);
  if (away === 0) return { title: "Today", note: `${then.weekday} ${date}` };
  if (away === 1) return { title: "Yesterday", note: `${then.weekday} ${date}` };
  if (away > 1 && away < 7) return { title: then.longWeekday, note: date };
  return { title: `${then.weekday} ${date}`, note: then.year === today.year ? null : then.year };
}

/** "Tue Nov 24 2026": how date lines of events are mostly written. */
export function dateLine(at: number, zone: string): string {
  const parts = partsOf(at, zone);
  return `${parts.weekday} ${parts.month} ${parts.day} ${parts.year}`;
}

/** "2026-10-08", the day it is now where `clock` stands: pages that say "today" change with it. */
export function dayKeyOf(clock: Clock): string {
  return partsOf(clock.now, clock.zone).key;
}

function partsOf(at: number, zone: string): Parts {
  const found = new Map(
    formatFor(zone)
      .formatToParts(at)
      .map((part) => [part.type, part.value]),
  );
  const get = (type: Intl.DateTimeFormatPartTypes): string => found.get(type) ?? "";
  const longWeekday = get("weekday");
  const [year, longMonth, day] = [get("year"), get("month"), get("day")];
  const month = String(MONTHS.indexOf(longMonth.slice(0, 3)) + 1).padStart(2, "0");
  return {
    year,
    month: longMonth.slice(0, 3),
    day,
    weekday: longWeekday.slice(0, 3),
    longWeekday,
    clock: `${get("hour")}:${get("minute")}`,
    key: `${year}-${month}-${day.padStart(2, "0")}`,
  };
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

function formatFor(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    year: "numeric",
    month: "long",
    day: "numeric",
    weekday: "long",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
  formats.set(zone, format);
  return format;
}

function daysBetween(older: string, newer: string): number {
  return Math.round((Date.parse(newer) - Date.parse(older)) / DAY);
}

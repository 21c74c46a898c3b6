const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"] as const;
const NAMES = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"] as const;

interface Day {
  /** 1 to 12. */
  readonly month: number;
  /** 1 to 31. */
  readonly day: number;
}

export interface EventDay {
  /** For lists: "Jun 20", "Jun 20 – 22", "Dec 27 – Jan 1". */
  readonly label: string;
  readonly first: Day;
}

/**
 * The day or days that a page's date line names, as people write it: `Mon Jun 20 2016`, `Mon May 12 - Wed May 15 2014`,
 * `Sun-Wed Dec 27-31 2015`, `Tue Dec  8`. Weekdays are often wrong and are not looked at. Null where no month is
 * followed by a day.
 */
export function eventDay(line: string): EventDay | null {
  const days = daysOf(line);
  const [first] = days;
  const last = days.at(-1);
  if (!first || !last) return null;
  const start = `${NAMES[first.month - 1]} ${first.day}`;
  if (first.month === last.month && first.day === last.day) return { label: start, first };
  const end = first.month === last.month ? `${last.day}` : `${NAMES[last.month - 1]} ${last.day}`;
  return { label: `${start} – ${end}`, first };
}

/** What an event is ordered by. */
export interface Dated {
  readonly path: string;
  /** Its date line as written; null where there is none. */
  readonly date: string | null;
}

/** Newest first: by the year and month of the path, then the day of the date line; by path where these do not tell. */
export function newestFirst<Event extends Dated>(events: readonly Event[]): Event[] {
  const times = new Map(events.map((event) => [event, timeOf(event)]));
  const time = (event: Event): string => times.get(event) ?? "";
  return [...events].sort((a, b) => {
    if (time(a) !== time(b)) return time(a) < time(b) ? 1 : -1;
    return a.path < b.path ? -1 : 1;
  });
}

/** "2016-06-20"; zeros for what is not known, and no year for what is no event. */
function timeOf({ path, date }: Dated): string {
  const [, year = "", month] = /^events\/(\d{4})\/(?:(\d{2})\/)?/.exec(path) ?? [];
  const first = date === null ? undefined : eventDay(date)?.first;
  return [year, month ?? twoDigits(first?.month ?? 0), twoDigits(first?.day ?? 0)].join("-");
}

function twoDigits(value: number): string {
  return String(value).padStart(2, "0");
}

/** Every day named, in order; a number that is no day of a month (a year, a clock's hour with its colon) is passed over. */
function daysOf(line: string): Day[] {
  const days: Day[] = [];
  let month = 0;
  for (const word of line.match(/[a-z]+|\d+(?::\d+)*/gi) ?? []) {
    const named = MONTHS.indexOf(word.slice(0, 3).toLowerCase() as (typeof MONTHS)[number]) + 1;
    if (named > 0) month = named;
    else if (month > 0 && /^\d{1,2}$/.test(word) && Number(word) >= 1 && Number(word) <= 31) {
      days.push({ month, day: Number(word) });
    }
  }
  return days;
}

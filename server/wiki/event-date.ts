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

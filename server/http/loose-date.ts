/** A calendar month. */
export interface Month {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
}

const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const monthWord =
  /\b(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sep(?:t(?:ember)?)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b/i;

/**
 * The month that a date written by hand begins in: "Mon Jun 20 2016", "2016-06-20", "20.6.2016", "Dec 27-31". What it
 * leaves open is taken from `today`; a date in which nothing can be read is `today`.
 */
export function monthIn(date: string, today: Month): Month {
  const numeric = numericIn(date);
  if (numeric !== null) return numeric;
  const word = monthWord.exec(date)?.[0].slice(0, 3).toLowerCase();
  const year = /\b(?:19|20)\d\d\b/.exec(date)?.[0];
  return {
    year: year === undefined ? today.year : Number(year),
    month: word === undefined ? today.month : months.indexOf(word) + 1,
  };
}

/** ISO's order, or the day first where it is written with dots. With slashes nobody can tell day and month apart. */
function numericIn(date: string): Month | null {
  const iso = /\b((?:19|20)\d\d)-(\d{1,2})(?:-\d{1,2})?\b/.exec(date);
  const dotted = /\b\d{1,2}\.\s*(\d{1,2})\.\s*((?:19|20)\d\d)\b/.exec(date);
  const year = iso?.[1] ?? dotted?.[2];
  const month = Number(iso?.[2] ?? dotted?.[1]);
  return year !== undefined && month >= 1 && month <= 12 ? { year: Number(year), month } : null;
}

/** Dates as people write them above their notes: recognised, never read or corrected (weekdays are often wrong). */

const WEEKDAY = /^(?:mon|tue|wed|thu|fri|sat|sun)(?:day|s|sday|nesday|rs|rsday|urday)?$/;
const MONTH =
  /^(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)$|^(?:january|february|march|april|august|september|october|november|december)$/;
const NUMBER = /^\d{1,4}(?:st|nd|rd|th)?$|^\d{1,2}:\d{2}(?::\d{2})?$/;
const NUMERIC = /^\d{1,4}[./]\d{1,2}(?:[./](?:\d{1,4})?)?$|^\d{4}-\d{1,2}-\d{1,2}$/;
const CONNECTING = /^(?:to|and|until|am|pm|utc|gmt|[a-z]{1,3}[sd]t)$/;

/** Longer than any date; bounds the work. */
const LONGEST = 80;

/**
 * Whether the text is a date and nothing else: `Mon Jun 20 2016`, `Wed Sep 10 18:40:03 EDT 2014`,
 * `Sun-Wed Dec 27-31 2015`, `Saturday`, `2016-06-20`, `12/27`.
 */
export function isDate(text: string): boolean {
  if (text.length > LONGEST) return false;
  const words = text
    .toLowerCase()
    .split(/[\s,"()]+|\s[-–—]\s/u)
    .filter((word) => /[^-–—]/u.test(word));
  const kinds = words.flatMap(kindsOf);
  return kinds.length > 0 && !kinds.includes("other") && kinds.some((kind) => kind === "name" || kind === "date");
}

type Kind = "name" | "date" | "number" | "connecting" | "other";

/** `27-31` and `sun-wed` are two words; `2016-06-20` is one. */
function kindsOf(word: string): Kind[] {
  if (NUMERIC.test(word)) return ["date"];
  return word
    .split(/[-–—]/u)
    .filter((part) => part !== "")
    .map(kindOf);
}

function kindOf(part: string): Kind {
  const bare = part.replace(/\.$/, "");
  if (WEEKDAY.test(bare) || MONTH.test(bare)) return "name";
  if (NUMERIC.test(bare)) return "date";
  if (NUMBER.test(bare)) return "number";
  return CONNECTING.test(bare) ? "connecting" : "other";
}

import type { Credits, Save } from "../../wiki/wiki.ts";
import { addressOfSave, titleOfSave } from "./save.ts";
import { type Clock, momentOf } from "./time.ts";
import { countedInWords, inWords, sentence } from "./words.ts";

/** What stands at the foot of a page: how it came to be. */
export interface ColophonModel {
  readonly tally: string;
  /** Its newest save; null for a page that has none. */
  readonly last: { readonly title: string; readonly href: string; readonly iso: string; readonly when: string } | null;
}

/**
 * "Seven talks by fourteen people in 212 saves; the last, Packfiles on a train, today at 12:44."
 *
 * @param last its newest save; null for a page that has none.
 */
export function colophonOf(
  parts: { readonly count: number; readonly noun: string },
  credits: Credits,
  last: Save | null,
  clock: Clock,
): ColophonModel {
  const talks = parts.count > 0 ? countedInWords(parts.count, parts.noun) : "a page";
  const { people, saves } = creditsOf(credits);
  const told = credits.more ? `in over ${credits.saves} saves` : `by ${people} in ${saves}`;
  if (last === null) return { tally: sentence(talks), last: null };
  const moment = momentOf(last.date, clock);
  return {
    tally: sentence(`${talks} ${told}`),
    last: { title: titleOfSave(last), href: addressOfSave(last), iso: moment.iso, when: moment.long },
  };
}

/** "fourteen people" and "212 saves". */
export function creditsOf({ people, saves }: Pick<Credits, "people" | "saves">): { people: string; saves: string } {
  return {
    people: people === 1 ? "one person" : `${inWords(people)} people`,
    saves: countedInWords(saves, "save"),
  };
}

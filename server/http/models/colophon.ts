import type { Save, Saves } from "../../wiki/wiki.ts";
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
 * @param history the page's newest saves; how many people there were is told only where these are all of them.
 */
export function colophonOf(
  parts: { readonly count: number; readonly noun: string },
  history: Saves,
  clock: Clock,
): ColophonModel {
  const [last] = history.saves;
  const talks = parts.count > 0 ? countedInWords(parts.count, parts.noun) : "a page";
  const credits = history.next === null ? creditsOf(history.saves) : `in over ${history.saves.length} saves`;
  if (last === undefined) return { tally: sentence(talks), last: null };
  const moment = momentOf(last.date, clock);
  return {
    tally: sentence(`${talks} ${credits}`),
    last: { title: titleOfSave(last), href: addressOfSave(last), iso: moment.iso, when: moment.long },
  };
}

/** "by fourteen people in 212 saves", of a history that is given whole. */
export function creditsOf(saves: readonly Save[]): string {
  const people = new Set(saves.flatMap((save) => save.authors.map((author) => author.name)));
  const commits = new Set(saves.map((save) => save.commit));
  const by = people.size === 1 ? "one person" : `${inWords(people.size)} people`;
  return `by ${by} in ${countedInWords(commits.size, "save")}`;
}

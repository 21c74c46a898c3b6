import type { Saves } from "../../wiki/wiki.ts";
import { countedInWords, inDigits, inWords, sentence } from "./words.ts";

/** A word that was searched for in a page's history. */
export interface FoundWord {
  readonly word: string;
  /** By a save's commit: how often the word stood in the page before it and after it. */
  readonly counts: ReadonlyMap<string, { readonly before: number; readonly after: number }>;
  /** Saves that were looked through. */
  readonly searched: number;
}

/** "“ramen” appeared, twice", "“ramen” vanished", "“ramen” more often, 2 → 3". */
export function mentionOf({ commit }: { readonly commit: string }, { word, counts }: FoundWord): string | null {
  const count = counts.get(commit);
  if (count === undefined) return null;
  const { before, after } = count;
  if (before === 0) return `“${word}” appeared${timesOf(after)}`;
  if (after === 0) return `“${word}” vanished${timesOf(before)}`;
  return `“${word}” ${after > before ? "more" : "less"} often, ${inDigits(before)} → ${inDigits(after)}`;
}

/** What stands above the saves that were found. */
export function introOfSearch({ word, searched }: FoundWord, history: Saves): string {
  const { length } = history.saves;
  const all = history.next === null ? "" : " so far";
  if (length === 0) return "";
  const change = length === 1 ? "changes" : "change";
  return `${sentence(countedInWords(length, "save"))} of the ${inWords(searched)} looked through${all} ${change} how often “${word}” stands in the page, newest first.`;
}

/** @param more `older`: there are saves that were not looked through; `since`: the search began below the newest. */
export function emptySearch(
  { word, searched }: FoundWord,
  { older, since }: { readonly older: boolean; readonly since: boolean },
): string {
  const through = countedInWords(searched, "save");
  if (older) return `“${word}” neither came nor went in the ${through} looked through so far. There are older ones.`;
  if (since) return `“${word}” neither came nor went in the ${through} before that, down to the beginning.`;
  return `“${word}” never stood in this page: no save brought it, and none took it out. Perhaps another spelling, or fewer words, finds it.`;
}

function timesOf(count: number): string {
  if (count === 1) return "";
  return count === 2 ? ", twice" : `, ${countedInWords(count, "time")}`;
}

/** Talks' names in addresses: slugs of their titles, each given once. */
import { slugOf } from "./page-path.ts";

/** What tells talks of one page apart. */
export interface TalkName {
  readonly slug: string;
  /** Which of the talks with the same title's slug it is, from 1. */
  readonly ordinal: number;
}

/** Names the next talk of a page by its title. */
export type NameTalk = (title: string) => TalkName;

/** Names a page's talks from the top down. A number that another title already spells is passed over. */
export function talkNames(): NameTalk {
  const counts = new Map<string, number>();
  const suffixes = new Map<string, number>();
  const taken = new Set<string>();
  return (title) => {
    const base = slugOf(title);
    const ordinal = (counts.get(base) ?? 0) + 1;
    counts.set(base, ordinal);
    let suffix = suffixes.get(base) ?? 1;
    let slug = suffix === 1 ? base : `${base}-${suffix}`;
    while (taken.has(slug)) slug = `${base}-${++suffix}`;
    suffixes.set(base, suffix + 1);
    taken.add(slug);
    return { slug, ordinal };
  };
}

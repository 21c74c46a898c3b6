/** A talk from one version of its page to the one before, whatever it was called in each. */
import { talkPairs } from "./diff-talks.ts";
import { parseEvent, type Talk } from "./event.ts";

/** What one save did to the talks of its page. Talks that it left as they were, title and all, are not told. */
export interface TalkStep {
  /** Talks of the newer version. */
  readonly changed: readonly TalkChange[];
  /** Talks that are in the older version only. */
  readonly gone: readonly TalkName[];
}

export interface TalkName {
  readonly slug: string;
  /** Without markdown. */
  readonly title: string;
}

export interface TalkChange extends TalkName {
  /** What it was in the older version; null for a talk that is new. */
  readonly was: TalkName | null;
  /** Its text differs. Not so where only its place in the page does, or its number among talks of one title. */
  readonly touched: boolean;
}

/** Where a talk is followed: under a slug in some version, on the way from the newest to the oldest. */
export interface TalkPlace {
  readonly slug: string;
  /** It was met on the way; before that the slug may be one that it had long ago. */
  readonly met: boolean;
  /** Nothing older is about it. */
  readonly over: boolean;
}

/** What a save did to the one talk that is followed. */
export interface TalkSighting extends TalkName {
  /** The title that it had before, where the save gave it another one; else null. */
  readonly renamed: string | null;
}

/** A version of a page, read. */
export interface TalkVersion {
  readonly text: string;
  /** By slug, top to bottom. */
  readonly talks: ReadonlyMap<string, Talk>;
}

/** Costs the reading of the text. */
export function talkVersion(text: string): TalkVersion {
  return { text, talks: new Map(parseEvent(text).talks.map((talk) => [talk.slug, talk])) };
}

/** Cheap where no talk came, went or got another title; else it costs as `talkPairs` does. */
export function talkStep(before: TalkVersion, after: TalkVersion): TalkStep {
  const pairs = haveSameTitles(before, after) ? null : new Map(slugPairs(before, after));
  const changed: TalkChange[] = [];
  for (const [slug, talk] of after.talks) {
    const name = pairs === null ? slug : (pairs.get(slug) ?? null);
    const was = name === null ? null : (before.talks.get(name) ?? null);
    const touched = was === null || textOf(before, was) !== textOf(after, talk);
    if (touched || name !== slug) changed.push({ slug, title: talk.title, was: was && nameOf(was), touched });
  }
  if (pairs === null) return { changed, gone: [] };
  const kept = new Set(pairs.values());
  return { changed, gone: [...before.talks.values()].filter((talk) => !kept.has(talk.slug)).map(nameOf) };
}

function slugPairs(before: TalkVersion, after: TalkVersion): (readonly [string, string | null])[] {
  return talkPairs(before.text, after.text).map(({ slug, was }) => [slug, was] as const);
}

/** Whether each title is one talk's in both versions, so that nothing but the title can tell which it was. */
function haveSameTitles({ talks: old }: TalkVersion, { talks: now }: TalkVersion): boolean {
  if (old.size !== now.size) return false;
  const titles = new Set<string>();
  for (const [slug, { title }] of now) {
    if (old.get(slug)?.title !== title) return false;
    titles.add(title);
  }
  return titles.size === now.size;
}

/** The place from which to go on below a save, and what the save did to the talk; null for nothing. */
export function follow(
  place: TalkPlace,
  { changed, gone }: TalkStep,
): { readonly place: TalkPlace; readonly seen: TalkSighting | null } {
  if (place.over) return { place, seen: null };
  const { slug } = place;
  const met = { slug, met: true, over: false };
  const change = changed.find((talk) => talk.slug === slug);
  if (change !== undefined) {
    const { title, was, touched } = change;
    const seen = touched ? { slug, title, renamed: was === null || was.title === title ? null : was.title } : null;
    // A talk that is new may have been taken out and put back; not where its name was another one's till then.
    if (was === null) return { place: { ...met, over: changed.some((talk) => talk.was?.slug === slug) }, seen };
    return { place: { ...met, slug: was.slug }, seen };
  }
  const lost = gone.find((talk) => talk.slug === slug);
  if (lost !== undefined) return { place: met, seen: { ...lost, renamed: null } };
  const other = changed.find((talk) => talk.was?.slug === slug);
  if (other === undefined) return { place, seen: null };
  // Older versions tell under this name of a talk that goes by another one now. Who asks by the old name means that one.
  if (place.met) return { place: { ...met, over: true }, seen: null };
  return {
    place: met,
    seen: other.touched ? { slug: other.slug, title: other.title, renamed: other.was?.title ?? null } : null,
  };
}

function nameOf({ slug, title }: Talk): TalkName {
  return { slug, title };
}

/** All of it, without the blank lines at its end. */
function textOf({ text }: TalkVersion, { from, to }: Talk): string {
  return text.slice(from, to).trimEnd();
}

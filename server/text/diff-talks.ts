/** One talk in two versions of its page, whatever it was called in each. */
import { parseEvent, type Talk } from "./event.ts";
import type { Range } from "./lines.ts";

/** A talk of the newer version and what it was in the older one. */
export interface TalkPair {
  readonly slug: string;
  /** Null for a talk that is new. */
  readonly was: string | null;
}

/** Where a talk stands in two versions; null where it is not in one. */
export interface TalkRanges {
  readonly old: Range | null;
  readonly new: Range | null;
}

interface TalkText {
  readonly slug: string;
  readonly title: string;
  readonly body: string;
  readonly lines: ReadonlySet<string>;
}

/** The part of two talks' lines that is the same where one is the other under a new title. */
const SIMILAR = 0.5;

/** Talks without a namesake that are compared line by line. */
const MOST_COMPARED = 40;

/**
 * For each talk of the newer version the one it was. A title tells the same talk, then its notes to the letter, then
 * notes of which most lines are the same; a talk between the same two neighbours, alone there in both, got another title.
 */
export function talkPairs(before: string, after: string): TalkPair[] {
  const [old, now] = [textsOf(before), textsOf(after)];
  const pairs = new Map<TalkText, TalkText>();
  const taken = new Set<TalkText>();
  const pair = (one: TalkText, was: TalkText | undefined): void => {
    if (was === undefined || taken.has(was) || pairs.has(one)) return;
    pairs.set(one, was);
    taken.add(was);
  };
  for (const keyOf of [
    ({ slug, title, body }: TalkText) => `${slug}\n${title}\n${body}`,
    titleAndBody,
    slugOnly,
    bodyOnly,
  ]) {
    const left = new Map<string, TalkText>();
    for (const one of old) if (!taken.has(one) && !left.has(keyOf(one))) left.set(keyOf(one), one);
    for (const one of now) if (keyOf(one) !== "") pair(one, left.get(keyOf(one)));
  }
  for (const one of now.filter((talk) => !pairs.has(talk)).slice(0, MOST_COMPARED)) {
    const rest = old.filter((talk) => !taken.has(talk)).slice(0, MOST_COMPARED);
    const [best] = rest.map((talk) => ({ talk, share: shareOf(one, talk) })).sort((a, b) => b.share - a.share);
    if (best !== undefined && best.share >= SIMILAR) pair(one, best.talk);
  }
  betweenNeighbours(old, now, pairs, taken, pair);
  return now.map((one) => ({ slug: one.slug, was: pairs.get(one)?.slug ?? null }));
}

/**
 * A talk in both versions.
 *
 * @param slug in the newer version; in the older one for a talk that is gone.
 */
export function talkRanges(before: string, after: string, slug: string): TalkRanges {
  const [old, now] = [parseEvent(before).talks, parseEvent(after).talks];
  const is = now.find((talk) => talk.slug === slug) ?? null;
  const name = is === null ? slug : (talkPairs(before, after).find((pair) => pair.slug === slug)?.was ?? null);
  return { old: rangeOf(old.find((talk) => talk.slug === name)), new: rangeOf(is) };
}

function rangeOf(talk: Talk | null | undefined): Range | null {
  return talk == null ? null : { from: talk.from, to: talk.to };
}

function textsOf(text: string): TalkText[] {
  return parseEvent(text).talks.map(({ slug, title, bodyFrom, to }) => {
    const body = text.slice(bodyFrom, to).trim();
    return { slug, title, body, lines: new Set(body.split("\n").filter((line) => line.trim() !== "")) };
  });
}

function titleAndBody({ title, body }: TalkText): string {
  return `${title}\n${body}`;
}

function slugOnly({ slug }: TalkText): string {
  return slug;
}

/** Notes of a word or two say nothing. */
function bodyOnly({ body }: TalkText): string {
  return body.length < 20 ? "" : body;
}

function shareOf(a: TalkText, b: TalkText): number {
  let same = 0;
  for (const line of a.lines) if (b.lines.has(line)) same++;
  return same / Math.max(a.lines.size, b.lines.size, 1);
}

function betweenNeighbours(
  old: readonly TalkText[],
  now: readonly TalkText[],
  pairs: ReadonlyMap<TalkText, TalkText>,
  taken: ReadonlySet<TalkText>,
  pair: (one: TalkText, was: TalkText | undefined) => void,
): void {
  const places = new Map(old.map((one, at) => [one, at]));
  for (const [at, one] of now.entries()) {
    if (pairs.has(one)) continue;
    const above = placeOf(now[at - 1], -1);
    const below = placeOf(now[at + 1], old.length);
    if (above === null || below === null || below - above !== 2) continue;
    const was = old[above + 1];
    if (was !== undefined && !taken.has(was)) pair(one, was);
  }

  function placeOf(talk: TalkText | undefined, edge: number): number | null {
    if (talk === undefined) return edge;
    const was = pairs.get(talk);
    return was === undefined ? null : (places.get(was) ?? null);
  }
}

import { type Hunk, lineHunks } from "../text/diff.ts";
import { parseEvent, talkAt } from "../text/event.ts";
import { linesOf } from "../text/lines.ts";
import type { Oid } from "./ports.ts";

/** A change from outside and what was typed here changed the same line. */
export interface Meeting {
  /** The change from outside. */
  readonly outside: Oid;
  /** Slugs of the talks it happened in, in the order of the page; none where it was in no talk. */
  readonly talks: readonly string[];
}

/**
 * Slugs of the talks in which two changes of one text met, null where they did not. They meet where both changed or
 * removed the same line, or where one put lines into a stretch that the other took out; two that add lines at the same
 * place do not.
 */
export function meetingTalks(base: string, ours: string, theirs: string): string[] | null {
  if (base === ours || base === theirs) return null;
  const met = sharedLines(lineHunks(base, ours), lineHunks(base, theirs));
  if (met.length === 0) return null;
  const event = parseEvent(base);
  const lines = linesOf(base);
  const slugs = met.map((line) => talkAt(event, lines[line]?.from ?? base.length)?.slug);
  return [...new Set(slugs)].filter((slug) => slug !== undefined);
}

/** The first line of each stretch of the old text that a hunk of either side has in common with one of the other. */
function sharedLines(ours: readonly Hunk[], theirs: readonly Hunk[]): number[] {
  const shared: number[] = [];
  let next = 0;
  for (const hunk of ours) {
    while (next < theirs.length && (theirs[next]?.oldTo ?? 0) < hunk.oldFrom) next += 1;
    for (let at = next; at < theirs.length; at += 1) {
      const other = theirs[at];
      if (!other || other.oldFrom > hunk.oldTo) break;
      if (touch(hunk, other)) shared.push(Math.max(hunk.oldFrom, other.oldFrom));
    }
  }
  return shared;
}

function touch(a: Hunk, b: Hunk): boolean {
  const from = Math.max(a.oldFrom, b.oldFrom);
  const to = Math.min(a.oldTo, b.oldTo);
  if (from < to) return true;
  // An insertion is a place and no line: it meets what is taken out on both sides of it.
  return from === to && (isInside(a, b) || isInside(b, a));
}

function isInside(place: Hunk, stretch: Hunk): boolean {
  return place.oldFrom === place.oldTo && stretch.oldFrom < place.oldFrom && place.oldFrom < stretch.oldTo;
}

import { WikiError } from "../errors.ts";
import type { Oid } from "../wiki/ports.ts";
import type { Wiki } from "../wiki/wiki.ts";
import { commitNamed } from "./history-versions.ts";
import type { Beginning } from "./models/changes.ts";

/** Days that are told of to who asks for no time, and was not here before. */
const USUAL_DAYS = 7;

/** Where a span of the wiki's history begins, and the last commit before it; null where it begins with the wiki. */
export interface Asked {
  readonly beginning: Beginning;
  readonly from: Oid | null;
}

/**
 * Reads `since`: a day (2026-11-23, in the zone of the server), a time (2026-11-23T18:00, with an offset or in that zone), or a
 * commit. Without it the last visit counts, or a week where there was none. Throws `bad-request` for what is none of them,
 * `not-found` for a commit that is not here.
 */
export async function sinceAsked(wiki: Wiki, since: string | null, visit: number | null, now: number): Promise<Asked> {
  if (since === null || since === "") {
    const at = visit ?? startOfDay(now, USUAL_DAYS);
    return { beginning: { kind: visit === null ? "day" : "visit", at }, from: await wiki.asOf(at - 1) };
  }
  const at = timeIn(since);
  if (at !== null) return { beginning: { kind: isDay(since) ? "day" : "time", at }, from: await wiki.asOf(at - 1) };
  if (!/^[0-9a-f]{4,40}$/i.test(since)) {
    throw new WikiError("bad-request", "since is a day like 2026-11-23, a time, or a commit", { field: "since" });
  }
  const from = await commitNamed(wiki, since);
  const change = await wiki.change(from);
  return { beginning: { kind: "commit", at: change?.commit.date ?? 0, commit: from }, from };
}

/** The first moment of a day, so many days before the one that `now` lies in, where the server stands. */
export function startOfDay(now: number, daysBefore: number): number {
  const day = new Date(now);
  return new Date(day.getFullYear(), day.getMonth(), day.getDate() - daysBefore).getTime();
}

function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text);
}

/** Null for what is no day of the calendar, and no time of one. */
function timeIn(text: string): number | null {
  const [, year, month, day, rest] = /^(\d{4})-(\d{2})-(\d{2})(T\d{2}:\d{2}.*)?$/.exec(text) ?? [];
  const date = Date.parse(`${year}-${month}-${day}`);
  // Some days that no month has are taken for days of the next one.
  if (Number.isNaN(date) || new Date(date).getUTCDate() !== Number(day)) return null;
  if (rest !== undefined) return wholeTime(`${year}-${month}-${day}${rest}`);
  return new Date(Number(year), Number(month) - 1, Number(day)).getTime();
}

function wholeTime(text: string): number | null {
  if (!/T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2})?$/.test(text)) return null;
  const time = Date.parse(text);
  return Number.isNaN(time) ? null : time;
}

import type { Request, Response } from "express";

const COOKIE = "plenary-visit";

/** Looks that are no further apart than this are one visit: who reloads is still told what was new when they came, ms. */
const ONE_VISIT = 30 * 60 * 1000;

const YEAR = 365 * 24 * 60 * 60 * 1000;

/**
 * Notes in the viewer's own browser that the changes were looked at now, and gives when the last look of the visit before
 * this one was (ms); null for who was not here before, or keeps no cookies. The server keeps nothing.
 */
export function lastVisit(req: Request, res: Response, now: number): number | null {
  const { before, last } = visitsIn(req.headers.cookie, now);
  const earlier = last !== null && now - last > ONE_VISIT ? last : before;
  res.cookie(COOKIE, `${earlier ?? ""}.${now}`, {
    httpOnly: true,
    sameSite: "lax",
    secure: req.secure,
    maxAge: YEAR,
    path: "/-/changes",
    encode: String,
  });
  return earlier;
}

interface Visits {
  /** The last look of the visit before the newest one, ms; null for none. */
  readonly before: number | null;
  /** The last look, ms; null for none. */
  readonly last: number | null;
}

/** Anybody can send any cookie: what is no time, or one to come, is nothing. */
function visitsIn(header: string | undefined, now: number): Visits {
  const [, before = "", last = ""] =
    new RegExp(`(?:^|;\\s*)${COOKIE}=(\\d{0,16})\\.(\\d{1,16})(?:;|$)`).exec(header ?? "") ?? [];
  const timeIn = (digits: string): number | null => (digits === "" || Number(digits) > now ? null : Number(digits));
  return { before: timeIn(before), last: timeIn(last) };
}

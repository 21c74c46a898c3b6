import type { IncomingHttpHeaders } from "node:http";
import type { RequestHandler } from "express";
import { WikiError } from "../errors.ts";

/**
 * Whether a write or a WebSocket comes from the wiki's own pages, or from no page at all (a script sends no `Origin`).
 * Judged by the headers that a page cannot set: `Origin` against `Host`, and `Sec-Fetch-Site`. The scheme is not
 * compared, since a proxy in front may speak TLS. `Origin: null` (a sandbox, a redirect) is foreign.
 */
export function isOwnOrigin(headers: IncomingHttpHeaders): boolean {
  const site = headers["sec-fetch-site"];
  if (site === "cross-site") return false;
  const { origin, host } = headers;
  if (origin === undefined) return site !== "same-site";
  if (host === undefined) return false;
  const theirs = URL.canParse(origin) ? new URL(origin) : null;
  if (theirs === null || theirs.host === "") return false;
  const ours = `${theirs.protocol}//${host}`;
  return URL.canParse(ours) && new URL(ours).host === theirs.host;
}

const reading = new Set(["GET", "HEAD", "OPTIONS"]);

/** Refuses every request that could change something and comes from a page of another site. */
export const ownOriginOnly: RequestHandler = (req, _res, next) => {
  if (reading.has(req.method) || isOwnOrigin(req.headers)) next();
  else next(new WikiError("foreign-origin", "writing from a page of another site is refused"));
};

import type { Request, RequestHandler } from "express";
import { WikiError } from "../errors.ts";
import { type FilePath, type PagePath, parseFilePath, parsePagePath } from "../text/page-path.ts";

/**
 * What is wrong with an address as it came over the wire, in one line; null where nothing is. Judged before anything
 * has decoded or normalised it, so that no two readers of the same request can see two different paths.
 *
 * @param url the request's target, query included; the query is not judged.
 */
export function addressFault(url: string): string | null {
  if (!url.startsWith("/")) return "an address begins with a slash";
  const path = withoutQuery(url);
  if (/[^\x21-\x7e]/.test(path)) return "an address holds characters that must be percent-encoded";
  const segments = path.slice(1).split("/");
  for (const [at, segment] of segments.entries()) {
    if (segment === "" && at < segments.length - 1) return "an address has an empty part";
    const fault = segmentFault(segment);
    if (fault !== null) return fault;
  }
  return null;
}

function segmentFault(segment: string): string | null {
  const name = decoded(segment);
  if (name === null) return "an address has a broken percent encoding";
  if (name.includes("/") || name.includes("\\")) return "an address has a slash or backslash inside a part";
  if (/\p{Cc}/u.test(name)) return "an address has a control character";
  if (name === "." || name === "..") return "an address has a part that leads elsewhere";
  return null;
}

/** Refuses, before any router looks, what no address of the wiki can be. */
export const checkAddress: RequestHandler = (req, _res, next) => {
  const fault = addressFault(req.originalUrl);
  next(fault === null ? undefined : new WikiError("bad-path", fault));
};

/**
 * The decoded rest of the address after `prefix` ("/-/edit/" -> "events/2016/06/x"), taken from what came over the
 * wire. Throws `not-found` where the address does not begin with the prefix, `bad-path` where `addressFault` says so.
 */
export function pathOf(req: Request, prefix: string): string {
  const fault = addressFault(req.originalUrl);
  if (fault !== null) throw new WikiError("bad-path", fault);
  const path = withoutQuery(req.originalUrl);
  if (!path.startsWith(prefix)) throw new WikiError("not-found", "there is nothing at this address");
  return decodeURIComponent(path.slice(prefix.length));
}

/** The page that the rest of the address names. Throws `bad-path` where it can name none. */
export function pagePathOf(req: Request, prefix: string): PagePath {
  return pagePathIn(pathOf(req, prefix));
}

/** The file that the rest of the address names. Throws `bad-path` where it can name none. */
export function filePathOf(req: Request, prefix: string): FilePath {
  const path = parseFilePath(pathOf(req, prefix));
  if (path === null) throw new WikiError("bad-path", "this can be no file of the wiki");
  return path;
}

/** A decoded page path as people and scripts give it. Throws `bad-path` where it can name no page. */
export function pagePathIn(raw: string): PagePath {
  const path = parsePagePath(raw);
  if (path === null) throw new WikiError("bad-path", "this can be no page of the wiki");
  return path;
}

/** The raw query of a request, without its question mark; "" where there is none. */
export function queryOf(req: Request): string {
  const at = req.originalUrl.indexOf("?");
  return at < 0 ? "" : req.originalUrl.slice(at + 1);
}

/** The text a percent-encoded one stands for; null where the encoding is broken or is no UTF-8. */
export function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return null;
    throw error;
  }
}

function withoutQuery(url: string): string {
  const at = url.indexOf("?");
  return at < 0 ? url : url.slice(0, at);
}

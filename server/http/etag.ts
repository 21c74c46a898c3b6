import { hash as digest } from "node:crypto";
import type { Request, Response } from "express";
import { type Encoding, encodedAs, encodingFor, type KeptAnswers } from "./kept-answers.ts";

/** One thing an answer depends on. */
export type KeyPart = string | number | boolean | null;

/** A body that another time may be another: nobody keeps it. */
export interface Passing {
  readonly passing: string;
}

/** What an answer may be made of. */
export type Body = string | Uint8Array | Passing;

/**
 * Sends an answer that is made only when the reader does not have it yet.
 *
 * The ETag is a hash of `key` and of the build (`app.locals.build`), weak, since what is compressed differs in bytes.
 * The answer stays in the reader's own cache and is asked for again each time; it stays here too, compressed, for the next
 * reader whose answer depends on the same (`app.locals.answers`).
 *
 * @param key all that the answer depends on: versions of texts, the viewer's name, the parameters that were used.
 * @param produce makes the body; not called for a 304.
 * @param type media type of the body.
 */
export async function answer(
  req: Request,
  res: Response,
  key: readonly KeyPart[],
  produce: () => Body | Promise<Body>,
  type = "text/html; charset=utf-8",
): Promise<void> {
  const etag = tag(req, res, key);
  if (etag === null) return;
  const answers = req.app.locals["answers"] as KeptAnswers | undefined;
  const encoding = answers === undefined ? "identity" : encodingFor(req);
  const kept = answers?.get(etag, encoding);
  if (kept !== undefined) return send(res, kept, encoding, type);
  const body = await produce();
  if (typeof body === "object" && "passing" in body) {
    res.removeHeader("ETag");
    res.set("Cache-Control", "no-store");
    return send(res, await encodedAs(encoding, Buffer.from(body.passing)), encoding, type);
  }
  const bytes = typeof body === "string" ? Buffer.from(body) : body;
  send(res, answers === undefined ? bytes : await answers.keep(etag, encoding, bytes), encoding, type);
}

/**
 * Puts the ETag of what depends on `key` on an answer, as `answer` does. Null where the reader has that already: a 304 is
 * sent then.
 */
export function tag(req: Request, res: Response, key: readonly KeyPart[]): string | null {
  const etag = etagOf([String(req.app.locals["build"] ?? ""), ...key]);
  res.setHeader("ETag", etag);
  res.setHeader("Cache-Control", "private, no-cache");
  res.setHeader("Vary", "Cookie, Accept, Accept-Encoding");
  if (!holds(req, etag)) return etag;
  // The kept page carries the nonce of its own policy. A 304's headers replace the kept ones, so it must bring none.
  res.removeHeader("Content-Security-Policy");
  res.status(304).end();
  return null;
}

function send(res: Response, body: Uint8Array, encoding: Encoding, type: string): void {
  res.setHeader("Content-Type", type);
  if (encoding !== "identity") res.setHeader("Content-Encoding", encoding);
  res.setHeader("Content-Length", body.byteLength);
  if (res.req.method === "HEAD") res.end();
  else res.end(body);
}

/**
 * The reader has this very answer. `req.fresh` also says no to every reader that sends `Cache-Control: no-cache`, as
 * Node's fetch does with a tag of its own; that forbids caches to answer by themselves, and we are none.
 */
function holds(req: Request, etag: string): boolean {
  const tags = (req.headers["if-none-match"] ?? "").split(",").map((tag) => tag.trim().replace(/^W\//, ""));
  return tags.includes("*") || tags.includes(etag.replace(/^W\//, ""));
}

/** As `answer`, for a value sent as JSON. */
export function answerJson(
  req: Request,
  res: Response,
  key: readonly KeyPart[],
  produce: () => unknown,
): Promise<void> {
  return answer(req, res, key, async () => JSON.stringify(await produce()), "application/json; charset=utf-8");
}

/** One key part for many texts: the pages a page includes, for one. Costs a hash of all of them. */
export function versionOf(texts: ReadonlyMap<string, string>): string {
  return hash([...texts].flat());
}

function etagOf(key: readonly KeyPart[]): string {
  return `W/"${hash(key)}"`;
}

function hash(parts: readonly KeyPart[]): string {
  return digest("sha256", JSON.stringify(parts), "base64url").slice(0, 22);
}

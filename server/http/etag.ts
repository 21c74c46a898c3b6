import { createHash } from "node:crypto";
import type { Request, Response } from "express";

/** One thing an answer depends on. */
export type KeyPart = string | number | boolean | null;

/**
 * Sends an answer that is made only when the reader does not have it yet.
 *
 * The ETag is a hash of `key` and of the build (`app.locals.build`), weak, since what is compressed differs in bytes.
 * The answer stays in the reader's own cache and is asked for again each time.
 *
 * @param key all that the answer depends on: versions of texts, the viewer's name, the parameters that were used.
 * @param produce makes the body; not called for a 304.
 * @param type media type of the body.
 */
export async function answer(
  req: Request,
  res: Response,
  key: readonly KeyPart[],
  produce: () => string | Uint8Array | Promise<string | Uint8Array>,
  type = "text/html; charset=utf-8",
): Promise<void> {
  const etag = etagOf([String(req.app.locals["build"] ?? ""), ...key]);
  res.set("ETag", etag);
  res.set("Cache-Control", "private, no-cache");
  res.vary("Cookie").vary("Accept");
  if (holds(req, etag)) {
    // The kept page carries the nonce of its own policy. A 304's headers replace the kept ones, so it must bring none.
    res.removeHeader("Content-Security-Policy");
    res.status(304).end();
    return;
  }
  const body = await produce();
  res.type(type).send(typeof body === "string" ? body : Buffer.from(body.buffer, body.byteOffset, body.byteLength));
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
  return createHash("sha256").update(JSON.stringify(parts)).digest("base64url").slice(0, 22);
}

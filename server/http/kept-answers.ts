import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import type { Request } from "express";
import { createLru } from "../lru.ts";

/** Bytes of answers that are kept, in all their encodings. */
const KEPT_BYTES = 48 * 1024 * 1024;

/** Near the best for text, at a tenth of its time: a page that is typed in is compressed every second. */
const BROTLI = { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } };

export type Encoding = "br" | "gzip" | "identity";

/** Bodies of answers, each compressed once however many are given it. */
export interface KeptAnswers {
  get(etag: string, encoding: Encoding): Uint8Array | undefined;
  /** Keeps the body, and gives it as the reader takes it. */
  keep(etag: string, encoding: Encoding, body: Uint8Array): Promise<Uint8Array>;
}

export function createKeptAnswers(): KeptAnswers {
  const kept = createLru<string, Uint8Array>(KEPT_BYTES);
  const nameOf = (etag: string, encoding: Encoding): string => `${encoding} ${etag}`;
  return {
    get: (etag, encoding) => kept.get(nameOf(etag, encoding)),
    async keep(etag, encoding, body) {
      const encoded = await encodedAs(encoding, body);
      // A larger one would push out too many others.
      if (encoded.byteLength <= KEPT_BYTES / 4) kept.set(nameOf(etag, encoding), encoded, encoded.byteLength);
      return encoded;
    },
  };
}

/** What the reader takes that is shortest. */
export function encodingFor(req: Request): Encoding {
  const asked = req.headers["accept-encoding"];
  if (asked === undefined || asked === "") return "identity";
  const taken = req.acceptsEncodings("br", "gzip", "identity");
  return taken === "br" || taken === "gzip" ? taken : "identity";
}

/** A body as the reader takes it; off the event loop. */
export async function encodedAs(encoding: Encoding, body: Uint8Array): Promise<Uint8Array> {
  if (encoding === "br") return promisify(brotliCompress)(body, BROTLI);
  return encoding === "gzip" ? promisify(gzip)(body) : body;
}

import type { Socket } from "node:net";
import type { Readable, Writable } from "node:stream";
import { TLSSocket } from "node:tls";
import type { Request, Response } from "express";
import { WikiError } from "../errors.ts";

/** What both of git's services are given of a request, and the way back. */
export interface BodyExchange {
  readonly input: Readable;
  /** The body is gzipped. */
  readonly gzip: boolean;
  readonly output: Writable;
  /** Aborted when the client goes away. */
  readonly signal: AbortSignal;
}

/** Throws `bad-request` for a body that is packed in a way git does not use. */
export function exchangeOf(req: Request, res: Response): BodyExchange {
  const gzip = isGzipped(req);
  return { input: req, gzip, output: res, signal: goneSignal(res) };
}

/** Aborted when the client goes away before it has the whole answer. */
export function goneSignal(res: Response): AbortSignal {
  const gone = new AbortController();
  res.on("close", () => {
    if (!res.writableFinished) gone.abort();
  });
  return gone.signal;
}

/**
 * For an answer that somebody else writes: sends its head, and gives the connection, which ends with the answer. Null where more
 * than bytes is written to it, or another answer is before this one.
 */
export async function straightTo(res: Response): Promise<Socket | null> {
  const { socket } = res;
  if (!socket || socket instanceof TLSSocket) return null;
  res.shouldKeepAlive = false;
  res.useChunkedEncodingByDefault = false;
  res.flushHeaders();
  await new Promise((resolve) => socket.write("", resolve));
  return socket.destroyed ? null : socket;
}

function isGzipped(req: Request): boolean {
  const encoding = req.get("content-encoding") ?? "identity";
  if (encoding === "gzip" || encoding === "x-gzip") return true;
  if (encoding === "identity") return false;
  throw new WikiError("bad-request", "git's requests are sent plain or gzipped");
}

export function neverKept(res: Response, type: string): Response {
  return res
    .status(200)
    .set("Content-Type", type)
    .set("Cache-Control", "no-cache, max-age=0, must-revalidate")
    .set("Expires", "Fri, 01 Jan 1980 00:00:00 GMT")
    .set("Pragma", "no-cache");
}

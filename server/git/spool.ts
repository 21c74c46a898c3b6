import { createWriteStream } from "node:fs";
import { PassThrough, type Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { WikiError } from "../errors.ts";

/** A body that is too large is heard out to so many times its limit, so that its sender can be told why. */
const HEARD_OUT = 10;

/** A sender of whom so long nothing comes is given up, ms. */
const STALLED_MS = 30_000;

/** A request's body, as it came. */
export interface Incoming {
  readonly input: Readable;
  readonly gzip: boolean;
  readonly signal: AbortSignal;
}

/**
 * Writes a body to a file, unpacked, as fast as the disk takes it. `input` is never destroyed: over it stands the connection
 * that a refusal goes back on.
 *
 * @param limit most bytes that are kept; what comes after them is let go.
 * @param ms how long it may take.
 * @param stalledMs how long it may send nothing meanwhile.
 * @returns whether it was all kept.
 * @throws WikiError `bad-request` where it is broken, stops coming or does not come in time, `too-large` far beyond the limit.
 */
export async function spool(
  { input, gzip, signal }: Incoming,
  file: string,
  limit: number,
  ms: number,
  stalledMs = STALLED_MS,
): Promise<boolean> {
  let size = 0;
  const cut = new Transform({
    transform(part: Buffer, _encoding, done) {
      const room = Math.max(0, limit - size);
      size += part.length;
      if (size > HEARD_OUT * limit) done(new WikiError("too-large", "The push is too large.", { limit }));
      else done(null, room < part.length ? part.subarray(0, room) : part);
    },
  });
  const bytes = input.pipe(gzip ? createGunzip() : new PassThrough());
  // A pipe does not pass on that its source broke off.
  const broken = (): void => void bytes.destroy(new Error("the request was cut short"));
  input.once("error", broken).once("aborted", broken);
  const late = AbortSignal.timeout(ms);
  const stalled = new AbortController();
  const stall = setTimeout(() => stalled.abort(), stalledMs);
  const heard = (): void => void stall.refresh();
  input.on("data", heard);
  try {
    await pipeline(bytes, cut, createWriteStream(file), { signal: AbortSignal.any([signal, late, stalled.signal]) });
  } catch (cause) {
    signal.throwIfAborted();
    if (cause instanceof WikiError) throw cause;
    const code = (cause as NodeJS.ErrnoException).code ?? "";
    if (/^E(?:NOSPC|DQUOT|FBIG|IO|ROFS)$/.test(code)) {
      throw new WikiError("cannot-write", `The push could not be written down: ${code}.`);
    }
    if (code.startsWith("Z_")) throw new WikiError("bad-request", "The push is no gzip.");
    throw new WikiError(
      "bad-request",
      stalled.signal.aborted ? "The push stopped coming." : "The push did not come whole.",
    );
  } finally {
    clearTimeout(stall);
    input.off("data", heard);
    input.off("error", broken).off("aborted", broken);
  }
  return size <= limit;
}

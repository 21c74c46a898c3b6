import type { Readable, Writable } from "node:stream";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { WikiError } from "../errors.ts";
import { spawnGit } from "./process.ts";

/** Processes that serve at a time, and clients that may wait for one. Two cores are busy with fewer. */
const AT_ONCE = 4;
const MAY_WAIT = 100;

/** What a client may send us to negotiate a fetch, unpacked. A full list of what a large clone has is far below. */
const MOST_INPUT = 32 * 1024 * 1024;

export interface UploadExchange {
  readonly dir: string;
  readonly service: "git-upload-pack";
  readonly advertise: boolean;
  /** The `Git-Protocol` header as it came. */
  readonly protocol: string | undefined;
  readonly input: Readable;
  readonly gzip: boolean;
  readonly output: Writable;
  /** Aborted when the client goes away: git is then ended at once. */
  readonly signal: AbortSignal;
}

/** One exchange of smart HTTP, as git's own backend would answer it. */
export type Upload = (exchange: UploadExchange) => Promise<void>;

/**
 * Serves clones and fetches with the system's git, streamed both ways, a few at a time.
 *
 * @throws WikiError `busy` where too many wait; `bad-request` for a body that is no gzip or is too large. Once bytes have
 * been written, an error can only cut the answer off.
 */
export function createUpload(): Upload {
  const gate = createGate(AT_ONCE, MAY_WAIT);
  return async (exchange) => {
    const leave = await gate(exchange.signal);
    try {
      await serve(exchange);
    } finally {
      leave();
    }
  };
}

async function serve(exchange: UploadExchange): Promise<void> {
  const { advertise, dir, input, output, signal } = exchange;
  const protocol = allowedProtocol(exchange.protocol);
  const args = ["upload-pack", "--stateless-rpc", "--strict", ...(advertise ? ["--advertise-refs"] : []), dir];
  const child = spawnGit(args, protocol === null ? {} : { env: { GIT_PROTOCOL: protocol } });
  const end = (): void => {
    child.kill("SIGKILL");
  };
  signal.addEventListener("abort", end, { once: true });
  if (signal.aborted) end();
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  child.once("error", () => {});
  child.stderr.resume();
  try {
    // Version 2 says what it is in its first line; the older ones need the service named before it.
    if (advertise && protocol !== "version=2") output.write(`${packetLine(`# service=${exchange.service}\n`)}0000`);
    const feeding = advertise ? child.stdin.end() : feed(input, exchange.gzip, child.stdin);
    await Promise.all([feeding, pipeline(child.stdout, output)]);
  } catch (cause) {
    if (cause instanceof WikiError) throw cause;
    // The client has gone, or git ended early and has said why to the client: either way the exchange is over.
    output.destroy();
  } finally {
    signal.removeEventListener("abort", end);
    if (child.exitCode === null) end();
    await ended;
  }
}

async function feed(input: Readable, gzip: boolean, stdin: Writable): Promise<void> {
  try {
    if (gzip) await pipeline(input, createGunzip(), capped(), stdin);
    else await pipeline(input, capped(), stdin);
  } catch (cause) {
    if (cause instanceof WikiError) throw cause;
    const code = cause instanceof Error ? ((cause as NodeJS.ErrnoException).code ?? "") : "";
    if (code.startsWith("Z_")) throw new WikiError("bad-request", "The request's body is no gzip.");
    // Git reads as much as it needs: what it leaves unread is no error.
    if (code !== "EPIPE" && code !== "ERR_STREAM_PREMATURE_CLOSE") throw cause;
  }
}

function capped(): Transform {
  let total = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      total += chunk.length;
      if (total > MOST_INPUT) done(new WikiError("too-large", "The request is too large.", { limit: MOST_INPUT }));
      else done(null, chunk);
    },
  });
}

/** Only versions that git has: the header goes into git's environment. */
function allowedProtocol(header: string | undefined): string | null {
  return header === "version=2" || header === "version=1" ? header : null;
}

function packetLine(text: string): string {
  return (Buffer.byteLength(text) + 4).toString(16).padStart(4, "0") + text;
}

/** The body of an advertisement that makes a pushing git stop and print `reason`. */
export function pushRefusal(reason: string): Uint8Array {
  const line = reason.replaceAll(/[\r\n\0]+/g, " ");
  return Buffer.from(`${packetLine("# service=git-receive-pack\n")}0000${packetLine(`ERR ${line}\n`)}`);
}

/** Lets `atOnce` through at a time, first come first; who waits and goes away leaves the queue. */
function createGate(atOnce: number, mayWait: number): (signal: AbortSignal) => Promise<() => void> {
  const waiting: (() => void)[] = [];
  let inside = 0;

  /** Whoever waits takes the place over; only an empty queue frees it. */
  function leave(): void {
    const next = waiting.shift();
    if (next) next();
    else inside -= 1;
  }

  return async (signal) => {
    if (inside < atOnce) {
      inside += 1;
      return leave;
    }
    if (waiting.length >= mayWait) {
      throw new WikiError("busy", "Too many are cloning at once; try again.", { retryAfter: 10 });
    }
    await new Promise<void>((resolve, reject) => {
      const enter = (): void => {
        signal.removeEventListener("abort", giveUp);
        resolve();
      };
      const giveUp = (): void => {
        waiting.splice(waiting.indexOf(enter), 1);
        reject(new WikiError("busy", "The client went away."));
      };
      waiting.push(enter);
      signal.addEventListener("abort", giveUp, { once: true });
    });
    return leave;
  };
}

import type { Socket } from "node:net";
import { addAbortSignal, PassThrough, type Readable, type Writable } from "node:stream";
import { createGunzip } from "node:zlib";
import { WikiError } from "../errors.ts";
import { createGate, type Gate } from "./gate.ts";
import { createGit } from "./process.ts";
import { createSharedAnswers } from "./shared-answers.ts";
import { follow, stream } from "./streamed.ts";

/** Processes that serve at a time, and clients that may wait for one. Two cores are busy with fewer. */
export const AT_ONCE = 4;
const MAY_WAIT = 60;

/** What a client may send to negotiate a fetch, unpacked, bytes: 160,000 ids. */
const MOST_BODY = 8 * 1024 * 1024;
/** How long it may take to send it. */
const BODY_MS = 60_000;
/** How a client of version 2 begins to ask for the refs, behind the line's length. */
const LIST_REFS = Buffer.from("command=ls-refs");
/** After so long without a byte moved git gives a client up, seconds. */
const STALLED_S = 120;

/** A pack is put together on one core: the others are for who types. */
const ONE_THREAD = ["-c", "pack.threads=1"];

export type Service = "git-upload-pack" | "git-receive-pack";

export interface UploadExchange {
  /** The bare repository, absolute. */
  readonly dir: string;
  readonly service: "git-upload-pack";
  /** True for the list of refs, which has no input; false for the negotiation and the pack. */
  readonly advertise: boolean;
  /** The `Git-Protocol` header as it came. */
  readonly protocol: string | undefined;
  readonly input: Readable;
  readonly gzip: boolean;
  readonly output: Writable;
  /**
   * Sends the head of the answer, and gives the connection for what follows it; null where that cannot be. Git then writes to
   * it by itself: a pack does not pass through this process.
   */
  readonly straight?: () => Promise<Socket | null>;
  /** Aborted when the client goes away: git, and what it has started, is then ended at once. */
  readonly signal: AbortSignal;
}

/**
 * One exchange of smart HTTP. Resolves when the answer is written and ended, also where git refuses in its own words,
 * and when the client has gone.
 *
 * @throws WikiError `busy` where too many wait; `bad-request` or `too-large` for a body that is broken, late or large.
 *   Then, and where git cannot serve at all, nothing has been written.
 */
export type Upload = (exchange: UploadExchange) => Promise<void>;

/** The places of those who are served. */
export function createUploadGate(): Gate {
  return createGate(AT_ONCE, MAY_WAIT);
}

/** Serves clones and fetches with the system's git, a few at a time, first come first. */
export function createUpload(options: { readonly gitBinary?: string; readonly gate?: Gate } = {}): Upload {
  const open = createGate(AT_ONCE + MAY_WAIT, 0);
  const serving = options.gate ?? createUploadGate();
  const shared = createSharedAnswers<Buffer>();

  /** What many ask at once, at the beginning of an event, is found out for all of them. */
  async function tell({ dir, protocol, advertise, output }: UploadExchange, body: Buffer): Promise<void> {
    const mode = advertise ? ["--advertise-refs"] : [];
    const args = ["upload-pack", "--stateless-rpc", ...mode, dir];
    const find = (): Promise<Buffer> =>
      serving.run(() => createGit(dir, options.gitBinary).run(args, { env: environmentOf(protocol), input: body }));
    output.end(await shared([dir, protocol, advertise, body.toString("latin1")].join("\0"), find));
  }

  return async (exchange) => {
    const { signal } = exchange;
    try {
      await open.run(async () => {
        // Before a place is taken: a client that is slow to ask keeps none from being served.
        const body = exchange.advertise ? Buffer.alloc(0) : await readBody(exchange);
        if (isShort(exchange, body)) await tell(exchange, body);
        else await serving.run(() => serve(exchange, body, options.gitBinary), signal);
      }, signal);
    } catch (cause) {
      // Nobody is left to be told.
      if (!signal.aborted) throw cause;
    }
  };
}

async function serve(exchange: UploadExchange, body: Buffer, binary: string | undefined): Promise<void> {
  const { dir, advertise, output, signal } = exchange;
  const protocol = allowedProtocol(exchange.protocol);
  const env = environmentOf(exchange.protocol);
  const mode = advertise ? ["--advertise-refs"] : [];
  const args = [...ONE_THREAD, "upload-pack", "--stateless-rpc", `--timeout=${STALLED_S}`, "--strict", ...mode, dir];
  const straight = advertise ? null : ((await exchange.straight?.()) ?? null);
  const child = createGit(dir, binary).spawn(args, { apart: true, env, ...(straight && { straight }) });
  // Git reads as much as it needs, and may end before it has read it all.
  child.stdin.on("error", () => {});
  child.stdin.end(body);
  // Version 2 says what it is in its first line; the older ones need the service named before it.
  const head = advertise && protocol !== "version=2" ? advertisementOf(exchange.service) : "";
  await (straight ? follow(child, output, signal) : stream(child, output, signal, head));
}

/**
 * The request's body, unpacked. It is small, and git needs the whole of it before it answers. `input` is never destroyed:
 * over it stands the connection that a refusal goes back on.
 */
async function readBody({ input, gzip, signal }: UploadExchange): Promise<Buffer> {
  const bytes = input.pipe(gzip ? createGunzip() : new PassThrough());
  addAbortSignal(AbortSignal.any([signal, AbortSignal.timeout(BODY_MS)]), bytes);
  const parts: Buffer[] = [];
  let size = 0;
  try {
    for await (const part of bytes) {
      size += part.length;
      if (size > MOST_BODY) throw new WikiError("too-large", "The request is too large.", { limit: MOST_BODY });
      parts.push(part);
    }
  } catch (cause) {
    if (cause instanceof WikiError) throw cause;
    const isBroken = (cause as NodeJS.ErrnoException).code?.startsWith("Z_");
    throw new WikiError(
      "bad-request",
      isBroken ? "The request's body is no gzip." : "The request's body did not come.",
    );
  }
  return Buffer.concat(parts);
}

/** In version 2, what can be done here and which refs there are: all but a pack. */
function isShort({ protocol, advertise }: UploadExchange, body: Buffer): boolean {
  if (allowedProtocol(protocol) !== "version=2") return false;
  return advertise || body.subarray(4, 4 + LIST_REFS.length).equals(LIST_REFS);
}

function environmentOf(protocol: string | undefined): Record<string, string> {
  const allowed = allowedProtocol(protocol);
  return allowed === null ? {} : { GIT_PROTOCOL: allowed };
}

/** Only versions that git has: the header goes into git's environment. */
function allowedProtocol(header: string | undefined): string | null {
  return /^(?:.*:)?(version=[12])(?::.*)?$/.exec(header ?? "")?.[1] ?? null;
}

/** The types of a smart HTTP exchange: of the list of refs, of what a client sends, and of the answer to that. */
export function contentTypes(service: Service): { advertisement: string; request: string; result: string } {
  const type = `application/x-${service}`;
  return { advertisement: `${type}-advertisement`, request: `${type}-request`, result: `${type}-result` };
}

function packetLine(text: string): string {
  return (Buffer.byteLength(text) + 4).toString(16).padStart(4, "0") + text;
}

function advertisementOf(service: Service): string {
  return `${packetLine(`# service=${service}\n`)}0000`;
}

import type { FileHandle } from "node:fs/promises";
import { WikiError } from "../errors.ts";

/** What a client may ask before its pack, bytes: some 500 refs. */
const MOST_ASKED = 64 * 1024;

/** The id that stands for "there is none". */
export const NO_OBJECT = "0".repeat(40);

/** A packet's data over the side-band, without its head and its band. */
const BAND_DATA = 65_515;

/** What this wiki can do for a pusher; see git's own `protocol-capabilities`. */
const CAPABILITIES = "report-status delete-refs side-band-64k ofs-delta object-format=sha1 agent=plenary";

/** One ref that is to be moved. */
export interface RefCommand {
  readonly ref: string;
  /** What the pusher saw it at; `NO_OBJECT` for one that is to be made. */
  readonly from: string;
  /** `NO_OBJECT` for one that is to be deleted. */
  readonly to: string;
}

export interface PushRequest {
  readonly commands: readonly RefCommand[];
  readonly capabilities: ReadonlySet<string>;
  /** Where in the body the pack begins. */
  readonly packAt: number;
  /** How many objects the pack says it has. */
  readonly objects: number;
}

/** How a push ended for one ref: null is well. */
export type Verdicts = ReadonlyMap<string, string | null>;

/**
 * Reads what a push asks for, from the head of its body. No commands: git only asks whether it may.
 *
 * @throws WikiError `bad-request` for what is none of git's packets, or too many of them.
 */
export async function readRequest(body: FileHandle): Promise<PushRequest> {
  const head = Buffer.alloc(MOST_ASKED);
  const { bytesRead } = await body.read(head, 0, MOST_ASKED, 0);
  const commands: RefCommand[] = [];
  let capabilities: ReadonlySet<string> = new Set();
  let at = 0;
  for (;;) {
    const length = Number.parseInt(head.toString("latin1", at, at + 4), 16);
    if (length === 0) return { commands, capabilities, packAt: at + 4, objects: await objectsIn(body, at + 4) };
    if (!(length > 4) || at + length > bytesRead)
      throw new WikiError("bad-request", "This is no push that git would send.");
    const [line = "", words] = head
      .toString("utf8", at + 4, at + length)
      .replace(/\n$/, "")
      .split("\0");
    if (words !== undefined) capabilities = new Set(words.split(" "));
    // Where the pusher's own history ends says nothing of ours: whether all is here is found out anyway.
    if (!line.startsWith("shallow ")) commands.push(commandIn(line));
    at += length;
  }
}

/** From a pack's head; of one that is cut short it is left to git to say so. */
async function objectsIn(body: FileHandle, packAt: number): Promise<number> {
  const head = Buffer.alloc(12);
  const { bytesRead } = await body.read(head, 0, head.length, packAt);
  return bytesRead === head.length ? head.readUInt32BE(8) : 1;
}

function commandIn(line: string): RefCommand {
  const [, from, to, ref] = /^([0-9a-f]{40}) ([0-9a-f]{40}) (.+)$/su.exec(line) ?? [];
  if (from && to && ref) return { from, to, ref };
  throw new WikiError("bad-request", "This is no push that git would send.");
}

/** The list of refs that a pusher is shown first. */
export function advertisementOf(refs: ReadonlyMap<string, string>): Buffer {
  const lines = [...refs].map(([ref, oid], index) =>
    packet(`${oid} ${ref}${index === 0 ? `\0${CAPABILITIES}` : ""}\n`),
  );
  return Buffer.concat([packet("# service=git-receive-pack\n"), FLUSH, ...lines, FLUSH]);
}

/**
 * How the push went, as the pusher's git reads it.
 *
 * @param unpacked "ok", or why the pack could not be taken.
 * @param said lines for the pusher's terminal.
 */
export function reportOf(
  capabilities: ReadonlySet<string>,
  unpacked: string,
  verdicts: Verdicts,
  said: readonly string[],
): Buffer {
  const lines = [...verdicts].map(([ref, refusal]) =>
    packet(refusal === null ? `ok ${ref}\n` : `ng ${ref} ${refusal}\n`),
  );
  const report = Buffer.concat([packet(`unpack ${unpacked}\n`), ...lines, FLUSH]);
  const isAsked = capabilities.has("report-status");
  if (!capabilities.has("side-band-64k")) return isAsked ? report : Buffer.alloc(0);
  const told = said.map((line) => onBand(2, Buffer.from(`${line}\n`)));
  const parts: Buffer[] = [];
  for (let at = 0; isAsked && at < report.length; at += BAND_DATA) {
    parts.push(onBand(1, report.subarray(at, at + BAND_DATA)));
  }
  return Buffer.concat([...told, ...parts, FLUSH]);
}

const FLUSH = Buffer.from("0000");

function packet(data: string | Buffer): Buffer {
  const bytes = Buffer.from(data as string);
  return Buffer.concat([Buffer.from((bytes.length + 4).toString(16).padStart(4, "0")), bytes]);
}

function onBand(band: 1 | 2, data: Buffer): Buffer {
  return packet(Buffer.concat([Buffer.from([band]), data]));
}

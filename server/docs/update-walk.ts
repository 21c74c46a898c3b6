import * as decoding from "lib0/decoding";
import { CONTENT } from "./page-doc.ts";

/**
 * What a Yjs update (v1) holds, read without applying it.
 *
 * Yjs believes what it is sent: seven bytes can claim 2^25 structs and cost a quarter of a gigabyte, content of any
 * kind can be put anywhere, and what does not connect is kept and merged anew with every update that follows. So an
 * update is walked first. Its declared counts must fit the bytes that are there, and all it may hold is text of a page,
 * and deletions.
 */
export interface Walk {
  /** What it brings, in the order of the bytes; the runs of one client ascend. */
  readonly runs: readonly Run[];
  /** What it builds on or deletes: client -> the clock after the last one that must be known. */
  readonly needs: ReadonlyMap<number, number>;
  readonly deletions: readonly Run[];
  /** Its pieces of text, and what each was put between. */
  readonly inserts: readonly Insert[];
  /** Bytes of text in it, UTF-8: a bound on what it adds to the page. */
  readonly textBytes: number;
}

/** A client's clocks from `from` up to, not including, `to`. */
export interface Run {
  readonly client: number;
  readonly from: number;
  readonly to: number;
}

/** One character of a client's. */
export interface Id {
  readonly client: number;
  readonly clock: number;
}

/** A piece of text, or of text that is deleted by now. */
export interface Insert {
  readonly id: Id;
  /** The clock of its last character. */
  readonly last: number;
  /** What it was put behind and before; null for nothing, or for what its other neighbour tells. */
  readonly left: Id | null;
  readonly right: Id | null;
}

/** Bytes that are no update, or an update that is none of a page's text: why, in one line. */
export class UnfitUpdate extends Error {
  override readonly name = "UnfitUpdate";
}

/** The fewest bytes a struct takes, a client's section, a range of deleted text. */
const LEAST_STRUCT = 2;
const LEAST_SECTION = 3;
const LEAST_RANGE = 2;

/** The struct kinds of the format, in the low five bits of a struct's first byte. */
const GC = 0;
const SKIP = 10;
const DELETED = 1;
const STRING = 4;
const KIND = 0b0001_1111;

const HAS_PARENT_SUB = 0b0010_0000;
const HAS_RIGHT_ORIGIN = 0b0100_0000;
const HAS_ORIGIN = 0b1000_0000;

/** Costs one pass over the bytes. Throws `UnfitUpdate`. */
export function walkUpdate(update: Uint8Array): Walk {
  try {
    return walk(decoding.createDecoder(update));
  } catch (cause) {
    if (cause instanceof UnfitUpdate) throw cause;
    throw new UnfitUpdate("the bytes end too early, or hold a number that is too large");
  }
}

interface Walking {
  readonly decoder: decoding.Decoder;
  readonly runs: Run[];
  readonly needs: Map<number, number>;
  readonly deletions: Run[];
  readonly inserts: Insert[];
  textBytes: number;
}

function walk(decoder: decoding.Decoder): Walk {
  const walking: Walking = { decoder, runs: [], needs: new Map(), deletions: [], inserts: [], textBytes: 0 };
  const seen = new Set<number>();
  for (let left = countOf(decoder, LEAST_SECTION); left > 0; left -= 1) {
    const client = walkSection(walking);
    if (seen.has(client)) throw new UnfitUpdate("it names a client twice");
    seen.add(client);
  }
  walkDeletions(walking);
  if (decoding.hasContent(decoder)) throw new UnfitUpdate("there are bytes after its end");
  return walking;
}

function walkSection(walking: Walking): number {
  const { decoder, runs } = walking;
  const structs = countOf(decoder, LEAST_STRUCT);
  const client = decoding.readVarUint(decoder);
  let from = decoding.readVarUint(decoder);
  let to = from;
  for (let left = structs; left > 0; left -= 1) {
    const info = decoding.readUint8(decoder);
    if ((info & KIND) !== SKIP) {
      to = safe(to + walkStruct(walking, info, client, to));
      continue;
    }
    // A gap: what follows builds on what is left out.
    if (to > from) runs.push({ client, from, to });
    from = safe(to + lengthOf(decoder));
    to = from;
  }
  if (to > from) runs.push({ client, from, to });
  return client;
}

/** @returns how many clocks the struct takes. */
function walkStruct(walking: Walking, info: number, client: number, clock: number): number {
  const { decoder } = walking;
  const kind = info & KIND;
  if (kind === GC) return lengthOf(decoder);
  if (kind !== DELETED && kind !== STRING) throw new UnfitUpdate("it holds something that is not text");
  const left = info & HAS_ORIGIN ? walkReference(walking, client, clock) : null;
  const right = info & HAS_RIGHT_ORIGIN ? walkReference(walking, client, clock) : null;
  if (!left && !right) walkParent(decoder, info);
  const length = kind === DELETED ? lengthOf(decoder) : walkString(walking);
  walking.inserts.push({ id: { client, clock }, last: clock + length - 1, left, right });
  return length;
}

/** The neighbour that a struct was put beside. Of its own client it is an older one: Yjs would take that on trust. */
function walkReference({ decoder, needs }: Walking, client: number, clock: number): Id {
  const other = decoding.readVarUint(decoder);
  const at = decoding.readVarUint(decoder);
  if (other === client && at >= clock) throw new UnfitUpdate("it puts text beside text that comes after it");
  if (other !== client) need(needs, other, at + 1);
  return { client: other, clock: at };
}

function walkParent(decoder: decoding.Decoder, info: number): void {
  const named = decoding.readVarUint(decoder) === 1;
  if (!named || decoding.readVarString(decoder) !== CONTENT || info & HAS_PARENT_SUB) {
    throw new UnfitUpdate(`it writes somewhere else than in the page's text, "${CONTENT}"`);
  }
}

function walkString(walking: Walking): number {
  const bytes = decoding.readVarUint8Array(walking.decoder);
  walking.textBytes += bytes.length;
  if (bytes.length === 0) throw new UnfitUpdate("it holds a text of no length");
  return isAscii(bytes) ? bytes.length : unitsOf(bytes);
}

function isAscii(bytes: Uint8Array): boolean {
  for (const byte of bytes) if (byte > 0x7f) return false;
  return true;
}

const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function unitsOf(bytes: Uint8Array): number {
  try {
    return strict.decode(bytes).length;
  } catch {
    // Half a surrogate pair among it: copies of the page that hold one never agree again.
    throw new UnfitUpdate("its text is not well-formed");
  }
}

function walkDeletions({ decoder, needs, deletions }: Walking): void {
  for (let clients = countOf(decoder, LEAST_SECTION - 1); clients > 0; clients -= 1) {
    const client = decoding.readVarUint(decoder);
    for (let ranges = countOf(decoder, LEAST_RANGE); ranges > 0; ranges -= 1) {
      const from = decoding.readVarUint(decoder);
      const to = safe(from + lengthOf(decoder));
      deletions.push({ client, from, to });
      need(needs, client, to);
    }
  }
}

function need(needs: Map<number, number>, client: number, clock: number): void {
  if (clock > (needs.get(client) ?? 0)) needs.set(client, clock);
}

/** A declared count of things that take at least `least` bytes each. */
function countOf(decoder: decoding.Decoder, least: number): number {
  const count = decoding.readVarUint(decoder);
  if (count * least > decoder.arr.length - decoder.pos)
    throw new UnfitUpdate(`it claims ${count} parts and has no room`);
  return count;
}

function lengthOf(decoder: decoding.Decoder): number {
  const length = decoding.readVarUint(decoder);
  if (length === 0) throw new UnfitUpdate("it holds a part of no length");
  return length;
}

/** Clocks are numbers a double holds exactly; an honest client is far from their end. */
function safe(clock: number): number {
  if (clock > Number.MAX_SAFE_INTEGER) throw new UnfitUpdate("it counts further than numbers go");
  return clock;
}

/**
 * The client whose text an update waits for: its own earlier text, or that which it was put beside. Null where
 * everything is there.
 *
 * @param clockOf the clock after the last one known of a client; 0 for nobody known.
 */
export function missingIn({ runs, needs }: Walk, clockOf: (client: number) => number): number | null {
  const reach = new Map<number, number>();
  for (const { client, from, to } of runs) {
    const known = reach.get(client) ?? clockOf(client);
    if (from > known) return client;
    reach.set(client, Math.max(known, to));
  }
  for (const [client, clock] of needs) {
    if (clock > (reach.get(client) ?? clockOf(client))) return client;
  }
  return null;
}

import { WikiError } from "../errors.ts";
import { seedOf, textOf } from "./page-doc.ts";
import { takeLate } from "./past.ts";
import type { Room } from "./room.ts";
import {
  type Base,
  type DocIdentity,
  type LogAuthor,
  type PastEpoch,
  type PastEpochs,
  roomName,
  type StoredDoc,
} from "./update-log.ts";
import { UnfitUpdate } from "./update-walk.ts";

/** A state may be this many times its text: notes that five people type and mend as they go are five to six times it. */
const PROPORTION = 8;

/** And this much more, bytes: below it a new epoch would save nobody anything. */
const SLACK = 256 * 1024;

/** A history that is mostly of what is no longer there: everybody who joins pays for it, and it only grows. */
export function hasOutgrown(stateBytes: number, textBytes: number): boolean {
  return stateBytes > PROPORTION * textBytes + SLACK;
}

/** What beginning anew writes down, all in one transaction. */
export interface NewEpoch {
  readonly identity: DocIdentity;
  readonly base: Base;
  /** The epoch that ends with it. */
  readonly past: PastEpoch;
}

/**
 * The epoch that begins where a document's history has outgrown its text; null where it goes on. Only for a document in
 * which nobody is and nothing waits to be committed. The same document gives the same epoch, byte for byte.
 */
export function nextEpoch({ identity, base, staged, records }: StoredDoc): NewEpoch | null {
  if (staged !== null || records.length > 0) return null;
  // Most documents are small: their text need not be counted.
  if (!hasOutgrown(base.state.length, 0)) return null;
  const text = textOf(base.state);
  if (!hasOutgrown(base.state.length, Buffer.byteLength(text))) return null;
  const next = { ...identity, epoch: identity.epoch + 1 };
  const seed = seedOf(roomName(next), text);
  return {
    identity: next,
    base: { commit: base.commit, state: seed },
    past: { epoch: identity.epoch, state: base.state, mirror: seed },
  };
}

/** What a client of an older epoch hands over. */
export interface Handover {
  /** The client's epoch, older than the room's. */
  readonly epoch: number;
  /** The client's whole Yjs state. */
  readonly state: Uint8Array;
  readonly author: LogAuthor;
  /** Largest text there may be, bytes. */
  readonly limit: number;
}

/**
 * Takes in what a client of an older epoch still has: from its own epoch into the next, and so on into the room, as
 * something that `author` typed. On disk when the promise resolves, in one transaction with what is then known of the
 * past epochs, so that it is all there or not at all; twice is as once.
 *
 * Nothing may be committed from the room meanwhile.
 *
 * @throws WikiError `not-found` for an epoch that never was, `bad-request`, `too-large`.
 */
export async function rescue(log: PastEpochs, room: Room, handover: Handover): Promise<void> {
  const { author, limit } = handover;
  const { id, epoch: now } = room.identity;
  const changed: PastEpoch[] = [];
  let update = handover.state;
  for (let epoch = handover.epoch; epoch < now; epoch += 1) {
    const past = await log.past(id, epoch);
    if (!past) throw new WikiError("not-found", "there is no such room");
    const carried = fitting(() => takeLate(past, update, roomName({ ...room.identity, epoch: epoch + 1 }), limit));
    if (!carried) return;
    changed.push(carried.past);
    update = carried.update;
  }
  if (!room.live.hasSpace(update.length, limit)) {
    throw new WikiError("too-large", `a page holds at most ${Math.floor(limit / 1024)} KB of text`, { limit });
  }
  await room.adopt(update, author, changed);
}

function fitting<T>(read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (cause instanceof UnfitUpdate)
      throw new WikiError("bad-request", `this is no text of the page: ${cause.message}`);
    throw cause;
  }
}

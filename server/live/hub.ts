import type { Room } from "../docs/room.ts";
import type { Trial } from "../docs/trial.ts";
import { createAwarenessTable, type Owner } from "./awareness.ts";
import { createGuard, type Refusal, type Writer } from "./guard.ts";
import { caretPace, createBeat, type Pace, textPace } from "./pace.ts";
import { rawFrame, rawFrames } from "./raw-frame.ts";
import { type AwarenessEntry, type AwarenessTold, awareness, step2, update } from "./wire.ts";

/** Somebody who is in the room: what the hub needs to know of a connection. */
export interface Member extends Owner, Writer {
  /** Puts whole frames on the line. */
  write(frames: Buffer): void;
  /** The server worked this long for it, ms. */
  spent(ms: number): void;
}

/** One room's connections: each hears what the others do. */
export interface Hub {
  readonly room: Room;
  join(member: Member): void;
  /** Takes a member out; the others hear that its clients are gone. */
  leave(member: Member): void;
  /** Takes what a member typed. Gives why not, where it is refused; a promise where that takes a while to tell. */
  edit(member: Member, bytes: Uint8Array, answer: boolean): Refusal | null | Promise<Refusal | null>;
  /** Resolves when all that a member has sent so far is on disk. */
  durable(member: Member): Promise<void>;
  /** A member's awareness, as the session allows it, to everybody. Gives what of it is the member's own. */
  aware(member: Member, entries: readonly AwarenessEntry[]): readonly AwarenessEntry[];
  /** Frames with all that somebody with this state vector lacks. */
  answerTo(stateVector: Uint8Array): readonly Buffer[];
  /** Everybody's awareness as one frame; null where nobody has any. */
  everybody(): Buffer | null;
  size(): number;
  close(): void;
}

/** Signs of life that say nothing new are told together, every 5 s. A client misses them after 30 s. */
const RENEWALS: Pace = { rest: 5000, wait: "beat" };

export interface HubOptions {
  readonly trial: Trial;
  /** Largest text of a page, bytes. */
  readonly maxTextBytes: number;
}

export function createHub(room: Room, options: HubOptions): Hub {
  const members = new Set<Member>();
  const table = createAwarenessTable();
  const guard = createGuard({ room, holderOf: table.ownerOf, ...options });
  const frames = new WeakMap<Uint8Array, Buffer>();
  const news = new Map<number, AwarenessTold>();
  const renewals = new Map<number, AwarenessTold>();
  /** Everybody as of the last news. Who comes hears the next news with the others, so it need not be newer. */
  let everybody: Buffer | null = null;

  const textBeat = createBeat(
    () => textPace(members.size),
    () => room.live.tell(),
  );
  const caretBeat = createBeat(
    () => caretPace(members.size),
    () => tell(news),
  );
  const renewalBeat = createBeat(
    () => RENEWALS,
    () => tell(renewals),
  );

  const unlisten = room.listen({
    updated(updates, origin) {
      // Encoded once for all. Who wrote all of it has it already; in a mixture everybody finds their own again, which
      // changes nothing for them.
      const letters = rawFrames(updates.map(update));
      for (const member of members) if (member !== origin) member.write(letters);
    },
    applied(from, ms) {
      (from as Member).spent(ms);
    },
  });

  /** To the ones it came from as well: a stock client that hears nothing for 30 s takes the line for dead. */
  function tell(entries: Map<number, AwarenessTold>): void {
    if (entries.size === 0) return;
    everybody = null;
    const frame = rawFrame(awareness([...entries.values()]));
    entries.clear();
    for (const member of members) member.write(frame);
  }

  function note(entries: readonly AwarenessTold[]): void {
    if (entries.length === 0) return;
    for (const entry of entries) {
      news.set(entry.client, entry);
      renewals.delete(entry.client);
    }
    caretBeat.ask();
  }

  /** What newcomers lack is the same for all of them until it changes: put into a message and framed once. */
  function framed(part: Uint8Array, message: (part: Uint8Array) => Uint8Array): Buffer {
    const frame = frames.get(part) ?? rawFrame(message(part));
    frames.set(part, frame);
    return frame;
  }

  return {
    room,
    join(member) {
      members.add(member);
    },
    leave(member) {
      members.delete(member);
      note(table.drop(member));
      guard.leave(member);
    },
    edit(member, bytes, answer) {
      const refusal = guard.look(member, bytes, answer);
      if (!(refusal instanceof Promise)) textBeat.ask();
      else void refusal.then(textBeat.ask, () => {});
      return refusal;
    },
    async durable(member) {
      await guard.clear(member);
      await room.durable();
    },
    aware(member, entries) {
      const told = table.take(member, entries);
      if (told.recall) member.write(rawFrame(awareness([told.recall])));
      note(told.news);
      if (told.renewals.length > 0) {
        for (const entry of told.renewals) renewals.set(entry.client, entry);
        renewalBeat.ask();
      }
      return told.own;
    },
    answerTo(stateVector) {
      const [whole, ...since] = room.live.missing(stateVector);
      if (!whole) return [];
      return [framed(whole, step2), ...since.map((part) => framed(part, update))];
    },
    everybody() {
      const all = table.all();
      if (all.length === 0) return null;
      everybody ??= rawFrame(awareness(all));
      return everybody;
    },
    size: () => members.size,
    close() {
      textBeat.stop();
      caretBeat.stop();
      renewalBeat.stop();
      room.live.drain();
      unlisten();
    },
  };
}

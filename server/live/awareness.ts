import type { Holder } from "./guard.ts";
import type { Seat } from "./roster.ts";
import type { AwarenessEntry, AwarenessTold } from "./wire.ts";

/** The slots' colours on white, for clients that are not ours and draw a caret with `user.color`. */
const COLOURS = ["#211fa5", "#71430b", "#1f7866", "#984ca0", "#652534", "#005373", "#716a16", "#623fcb"] as const;

/** A state larger than this says more than where somebody is. Bytes of its JSON, roughly. */
const MAX_STATE = 4096;

/** The one a state belongs to: a connection, and who is behind it. */
export interface Owner extends Holder {
  readonly name: string;
  readonly seat: Seat;
}

/**
 * Where everybody is, in one room. A connection sets the states of its own clients only; name and colour in them are
 * the session's, whatever the client wrote.
 */
export interface AwarenessTable {
  /** Takes what `owner` may say, and gives it back as everybody is to hear it. */
  take(owner: Owner, entries: readonly AwarenessEntry[]): Told;
  /** Forgets an owner's clients, and gives what everybody is to hear of that. It counts as what they said last. */
  drop(owner: Owner): AwarenessTold[];
  all(): AwarenessTold[];
  /** Who has said to be a client, by its id. */
  ownerOf(client: number): Owner | null;
}

export interface Told {
  /** What was said and is the owner's to say. Stock clients say again what they heard of others. */
  readonly own: readonly AwarenessEntry[];
  /** Something is new. */
  readonly news: readonly AwarenessTold[];
  /** The same as before, said again to show that somebody is still there: it can wait. */
  readonly renewals: readonly AwarenessTold[];
  /**
   * For who spoke alone, and only once: that its client is gone. Others who knew it on an earlier line were told so, or
   * think so since their own line broke, and believe nothing that is not later. Nothing of that is remembered here; but a
   * client that hears that it is gone says at once, one count on, that it is not, and that is later for everybody.
   */
  readonly recall: AwarenessTold | null;
}

interface Place extends AwarenessTold {
  readonly owner: Owner;
  /** It has been recalled and not spoken since: what it says next is news, though it is the same. */
  readonly recalled: boolean;
}

const GONE = "null";

export function createAwarenessTable(): AwarenessTable {
  const places = new Map<number, Place>();
  /** Who has spoken. The first client that a line brings is its own; those that it hands on for others come later. */
  const met = new Set<Owner>();

  function mayTake(owner: Owner, entry: AwarenessEntry): boolean {
    const place = places.get(entry.client);
    if (!place) return entry.state !== null;
    // The same person on a new connection: their old one is dead and has not been noticed yet.
    if (place.owner !== owner && place.owner.id !== owner.id) {
      place.owner.prove();
      return false;
    }
    return entry.clock > place.clock || (entry.clock === place.clock && entry.state === null);
  }

  return {
    take(owner, entries) {
      const own: AwarenessEntry[] = [];
      const news: AwarenessTold[] = [];
      const renewals: AwarenessTold[] = [];
      let recall: AwarenessTold | null = null;
      for (const entry of entries) {
        if (!mayTake(owner, entry)) continue;
        own.push(entry);
        const { client, clock } = entry;
        const before = places.get(client);
        const json = entry.state ? stamped(owner, entry.state) : GONE;
        const recalled = entry.state !== null && !met.has(owner);
        if (recalled) {
          met.add(owner);
          recall = { client, clock, json: GONE };
        }
        if (entry.state) places.set(client, { client, clock, json, owner, recalled });
        else places.delete(client);
        (json === before?.json && !before.recalled ? renewals : news).push({ client, clock, json });
      }
      return { own, news, renewals, recall };
    },
    drop(owner) {
      met.delete(owner);
      const told: AwarenessTold[] = [];
      for (const [client, place] of places) {
        if (place.owner !== owner) continue;
        places.delete(client);
        told.push({ client, clock: place.clock, json: GONE });
      }
      return told;
    },
    all: () => [...places.values()],
    ownerOf: (client) => places.get(client)?.owner ?? null,
  };
}

/** The state as JSON, under the name and colour that the session has. */
function stamped(owner: Owner, state: Readonly<Record<string, unknown>>): string {
  const { slot, again } = owner.seat;
  const user = { name: owner.name, slot, again, color: COLOURS[slot - 1] ?? COLOURS[0] };
  const json = JSON.stringify({ ...state, user });
  return json.length > MAX_STATE ? JSON.stringify({ user }) : json;
}

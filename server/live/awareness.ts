import type { Seat } from "./roster.ts";
import type { AwarenessEntry } from "./wire.ts";

/** The slots' colours on white, for clients that are not ours and draw a caret with `user.color`. */
const COLOURS = ["#211fa5", "#71430b", "#1f7866", "#984ca0", "#652534", "#005373", "#716a16", "#623fcb"] as const;

/** A state larger than this says more than where somebody is. Bytes of its JSON, roughly. */
const MAX_STATE = 4096;

/** The one a state belongs to: a connection, and who is behind it. */
export interface Owner {
  readonly id: string;
  readonly name: string;
  readonly seat: Seat;
}

/**
 * Where everybody is, in one room. A connection sets the states of its own clients only; name and colour in them are
 * the session's, whatever the client wrote.
 */
export interface AwarenessTable {
  /** Takes what `owner` may say, and gives it back as everybody is to hear it. */
  take(owner: Owner, entries: readonly AwarenessEntry[]): AwarenessEntry[];
  /** Forgets an owner's clients, and gives what everybody is to hear of that. */
  drop(owner: Owner): AwarenessEntry[];
  all(): AwarenessEntry[];
}

interface Place extends AwarenessEntry {
  readonly owner: Owner;
}

export function createAwarenessTable(): AwarenessTable {
  const places = new Map<number, Place>();

  function mayTake(owner: Owner, entry: AwarenessEntry): boolean {
    const place = places.get(entry.client);
    if (!place) return entry.state !== null;
    // The same person on a new connection: their old one is dead and has not been noticed yet.
    if (place.owner !== owner && place.owner.id !== owner.id) return false;
    return entry.clock > place.clock || (entry.clock === place.clock && entry.state === null);
  }

  return {
    take(owner, entries) {
      const told: AwarenessEntry[] = [];
      for (const entry of entries) {
        if (!mayTake(owner, entry)) continue;
        const { client, clock } = entry;
        const state = entry.state && stamped(owner, entry.state);
        if (state) places.set(client, { client, clock, state, owner });
        else places.delete(client);
        told.push({ client, clock, state });
      }
      return told;
    },
    drop(owner) {
      const told: AwarenessEntry[] = [];
      for (const [client, place] of places) {
        if (place.owner !== owner) continue;
        places.delete(client);
        told.push({ client, clock: place.clock + 1, state: null });
      }
      return told;
    },
    all() {
      return [...places.values()].map(({ client, clock, state }) => ({ client, clock, state }));
    },
  };
}

function stamped(owner: Owner, state: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { slot, again } = owner.seat;
  const user = { name: owner.name, slot, again, color: COLOURS[slot - 1] ?? COLOURS[0] };
  return JSON.stringify(state).length > MAX_STATE ? { user } : { ...state, user };
}

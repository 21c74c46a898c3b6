import type { Room } from "../docs/room.ts";
import { type AwarenessTable, createAwarenessTable, type Owner } from "./awareness.ts";
import { type AwarenessEntry, awareness, update } from "./wire.ts";

/** Somebody who is in the room: what the hub needs to know of a connection. */
export interface Member extends Owner {
  send(frame: Uint8Array): void;
}

/** One room's connections: each hears what the others do. */
export interface Hub {
  readonly room: Room;
  join(member: Member): void;
  /** Takes a member out; the others hear that its clients are gone. */
  leave(member: Member): void;
  /** A member's awareness, as the session allows it, to everybody. */
  aware(member: Member, entries: readonly AwarenessEntry[]): void;
  /** Everybody's awareness as one frame; null where nobody has any. */
  everybody(): Uint8Array | null;
  size(): number;
  close(): void;
}

export function createHub(room: Room): Hub {
  const members = new Set<Member>();
  const table: AwarenessTable = createAwarenessTable();

  // Encoded once for all. Its author has the update already; an echo would do no harm and says nothing new.
  const unlisten = room.listen({
    updated(bytes, origin) {
      const frame = update(bytes);
      for (const member of members) if (member !== origin) member.send(frame);
    },
  });

  function tell(entries: readonly AwarenessEntry[]): void {
    if (entries.length === 0) return;
    const frame = awareness(entries);
    // To the one it came from as well: a stock client that hears nothing for 30 s takes the line for dead.
    for (const member of members) member.send(frame);
  }

  return {
    room,
    join(member) {
      members.add(member);
    },
    leave(member) {
      members.delete(member);
      tell(table.drop(member));
    },
    aware(member, entries) {
      tell(table.take(member, entries));
    },
    everybody() {
      const all = table.all();
      return all.length === 0 ? null : awareness(all);
    },
    size: () => members.size,
    close() {
      unlisten();
    },
  };
}

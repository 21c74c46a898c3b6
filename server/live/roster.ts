import type { Occupancy } from "../wiki/live-ports.ts";

/** Colours there are. The ninth person takes the first again, ringed. */
const SLOTS = 8;

/** A person's place in a room: a colour for as long as they stay, the same in all their windows. */
export interface Seat {
  /** 1 to 8, the lowest that was free when they came. */
  readonly slot: number;
  /** Somebody else has this slot too. */
  readonly again: boolean;
}

export interface Sitter {
  /** Who it is, over windows and reconnects. */
  readonly id: string;
  readonly name: string;
}

/** One window of a person in a page's room. */
export interface Place extends Seat {
  /** Which talk this window has open, by its own word; null for the whole page. */
  at(talk: string | null): void;
  /** The window is gone. */
  leave(): void;
}

/** Who is in which room, from their sessions and not from what they claim. */
export interface Roster {
  /** One more window of a person in a page's room, which is told apart from others by `room`. */
  sit(room: string, sitter: Sitter): Place;
  /** Rooms with people in them. Somebody with windows in two talks is listed once for each. */
  rooms(): Occupancy[];
}

interface Chair extends Seat {
  name: string;
  /** What each window has open. */
  readonly windows: Map<Place, string | null>;
}

interface Table {
  readonly since: number;
  readonly chairs: Map<string, Chair>;
}

/**
 * @param changed called after somebody came into a page's room, left it, or turned to another talk of it.
 * @param pathOf the path that a room's page has now, for a roster whose rooms are named by something that a move leaves
 *   as it is; what `sit` was given where it is left out.
 */
export function createRoster(
  now: () => number,
  changed: (path: string) => void,
  pathOf: (room: string) => string = (room) => room,
): Roster {
  const tables = new Map<string, Table>();

  function chairFor(room: string, { id, name }: Sitter): Chair {
    const table = tables.get(room) ?? { since: now(), chairs: new Map<string, Chair>() };
    const chair = table.chairs.get(id) ?? { ...freeSeat(table), name, windows: new Map<Place, string | null>() };
    tables.set(room, table);
    table.chairs.set(id, chair);
    chair.name = name;
    return chair;
  }

  function clear(room: string, id: string): void {
    const table = tables.get(room);
    table?.chairs.delete(id);
    if (table?.chairs.size === 0) tables.delete(room);
  }

  return {
    sit(room, sitter) {
      const chair = chairFor(room, sitter);
      const place: Place = {
        slot: chair.slot,
        again: chair.again,
        at(talk) {
          if (!chair.windows.has(place) || chair.windows.get(place) === talk) return;
          chair.windows.set(place, talk);
          changed(pathOf(room));
        },
        leave() {
          if (!chair.windows.delete(place)) return;
          if (chair.windows.size === 0) clear(room, sitter.id);
          changed(pathOf(room));
        },
      };
      chair.windows.set(place, null);
      changed(pathOf(room));
      return place;
    },
    rooms() {
      return [...tables].map(([room, { since, chairs }]) => ({
        path: pathOf(room),
        since,
        people: [...chairs.values()].flatMap(told),
      }));
    },
  };
}

/** A chair's person, once for each talk they have open. */
function told({ name, slot, again, windows }: Chair): Occupancy["people"] {
  return [...new Set(windows.values())].map((talk) => ({ name, slot, again, talk }));
}

function freeSeat(table: Table): Seat {
  const counts = new Array<number>(SLOTS).fill(0);
  for (const { slot } of table.chairs.values()) counts[slot - 1] = (counts[slot - 1] ?? 0) + 1;
  const fewest = Math.min(...counts);
  return { slot: counts.indexOf(fewest) + 1, again: fewest > 0 };
}

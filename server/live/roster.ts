import type { Occupancy } from "../wiki/ports.ts";

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

/** Who is in which room, from their sessions and not from what they claim. */
export interface Roster {
  /** One more window of a person in a page's room. */
  sit(path: string, sitter: Sitter): Seat;
  /** Which talk this person says to be in; null for the whole page. */
  at(path: string, id: string, talk: string | null): void;
  /** One window less. */
  rise(path: string, id: string): void;
  rooms(): Occupancy[];
}

interface Chair extends Seat {
  name: string;
  windows: number;
  talk: string | null;
}

interface Table {
  readonly since: number;
  readonly chairs: Map<string, Chair>;
}

export function createRoster(now: () => number): Roster {
  const tables = new Map<string, Table>();

  return {
    sit(path, { id, name }) {
      const table = tables.get(path) ?? { since: now(), chairs: new Map<string, Chair>() };
      tables.set(path, table);
      const chair = table.chairs.get(id) ?? { ...freeSeat(table), name, windows: 0, talk: null };
      chair.windows += 1;
      chair.name = name;
      table.chairs.set(id, chair);
      return { slot: chair.slot, again: chair.again };
    },
    at(path, id, talk) {
      const chair = tables.get(path)?.chairs.get(id);
      if (chair) chair.talk = talk;
    },
    rise(path, id) {
      const table = tables.get(path);
      const chair = table?.chairs.get(id);
      if (!table || !chair) return;
      chair.windows -= 1;
      if (chair.windows === 0) table.chairs.delete(id);
      if (table.chairs.size === 0) tables.delete(path);
    },
    rooms() {
      return [...tables].map(([path, { since, chairs }]) => ({
        path,
        since,
        people: [...chairs.values()].map(({ name, slot, again, talk }) => ({ name, slot, again, talk })),
      }));
    },
  };
}

function freeSeat(table: Table): Seat {
  const counts = new Array<number>(SLOTS).fill(0);
  for (const { slot } of table.chairs.values()) counts[slot - 1] = (counts[slot - 1] ?? 0) + 1;
  const fewest = Math.min(...counts);
  return { slot: counts.indexOf(fewest) + 1, again: fewest > 0 };
}

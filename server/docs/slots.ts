import type { Room } from "./room.ts";

/** A hold on a loaded room: it stays until every hold on it is released. */
export interface Lease {
  readonly room: Room;
  /** May be called more than once; the first counts. */
  release(): void;
}

/**
 * A room is in one of four states. `loading`: its log is being read; whoever opens it waits. `open`: usable.
 * `closing`: nobody held it for a while and its last records are going to disk; whoever opens it waits for `closed` and
 * then loads it again. `closed`: gone from memory, and from this table.
 */
type Slot =
  | { state: "loading"; room: Promise<Room> }
  | { state: "open"; room: Room; leases: number; idle: NodeJS.Timeout | null }
  | { state: "closing"; closed: Promise<void> };

type OpenSlot = Slot & { state: "open" };

/** The rooms in memory, and how long they stay there. */
export interface Slots {
  /** Loads the room unless it is loaded. */
  open(id: string): Promise<Lease>;
  loaded(id: string): Room | null;
  all(): Room[];
  /** Out of memory with a room that nobody holds. False where somebody does, or where it is being loaded. */
  letGo(id: string): Promise<boolean>;
  /** Every room to disk and out of memory. */
  close(): Promise<void>;
}

export interface SlotsOptions {
  load(id: string): Promise<Room>;
  /** After an idle room has gone, and before it can be loaded again. */
  anew(id: string): Promise<unknown>;
  /** The last hold on a room was released. */
  left(room: Room): void;
  /** How long a room nobody holds, with nothing left to commit, stays in memory, ms. */
  readonly idleMs: number;
}

export function createSlots({ load, anew, left, idleMs }: SlotsOptions): Slots {
  const slots = new Map<string, Slot>();

  async function open(id: string): Promise<Lease> {
    const slot = slots.get(id);
    if (slot?.state === "open") return hold(id, slot);
    if (slot?.state === "closing") await slot.closed;
    else await (slot?.room ?? loading(id));
    return open(id);
  }

  async function loading(id: string): Promise<void> {
    const room = load(id);
    slots.set(id, { state: "loading", room });
    try {
      slots.set(id, { state: "open", room: await room, leases: 0, idle: null });
    } catch (cause) {
      slots.delete(id);
      throw cause;
    }
  }

  function hold(id: string, slot: OpenSlot): Lease {
    slot.leases += 1;
    if (slot.idle) clearTimeout(slot.idle);
    slot.idle = null;
    let held = true;
    return {
      room: slot.room,
      release() {
        if (!held) return;
        held = false;
        slot.leases -= 1;
        if (slot.leases > 0) return;
        left(slot.room);
        evictLater(id, slot);
      },
    };
  }

  function evictLater(id: string, slot: OpenSlot): void {
    slot.idle = setTimeout(() => void evict(id, slot), idleMs).unref();
  }

  async function evict(id: string, slot: OpenSlot): Promise<void> {
    if (slots.get(id) !== slot || slot.leases > 0) return;
    // A save is on its way, or was refused and will be tried again: the room stays until it has gone through.
    if (slot.room.unsettled() && !slot.room.gone) evictLater(id, slot);
    // What goes wrong with beginning anew goes wrong at the next opening too, and is told there.
    else await shut(id, slot.room, () => anew(id).catch(() => {}));
  }

  async function shut(id: string, room: Room, then: () => Promise<unknown>): Promise<void> {
    const closed = room
      .close()
      .then(then)
      .then(() => {})
      .finally(() => slots.delete(id));
    slots.set(id, { state: "closing", closed });
    await closed;
  }

  return {
    open,
    loaded(id) {
      const slot = slots.get(id);
      return slot?.state === "open" ? slot.room : null;
    },
    all() {
      return [...slots.values()].flatMap((slot) => (slot.state === "open" ? [slot.room] : []));
    },
    async letGo(id) {
      const slot = slots.get(id);
      if (!slot) return true;
      if (slot.state === "loading" || (slot.state === "open" && slot.leases > 0)) return false;
      if (slot.state === "open" && slot.idle) clearTimeout(slot.idle);
      await (slot.state === "open" ? shut(id, slot.room, async () => {}) : slot.closed);
      return true;
    },
    async close() {
      await Promise.all(
        [...slots].map(async ([id, slot]) => {
          if (slot.state === "closing") return slot.closed;
          if (slot.state === "open" && slot.idle) clearTimeout(slot.idle);
          return shut(id, await slot.room, async () => {});
        }),
      );
    },
  };
}

import { randomBytes } from "node:crypto";
import { seedOf } from "./page-doc.ts";
import { Room, roomName } from "./room.ts";
import type { Base, DocIdentity, DocIndex, UpdateLog } from "./update-log.ts";

/** A hold on a loaded room: it stays until every hold on it is released. */
export interface Lease {
  readonly room: Room;
  /** May be called more than once; the first counts. */
  release(): void;
}

/** Somebody who hears of every room. */
export interface RoomsWatcher {
  /** Text came in: `by` is whoever typed it, null for the wiki itself. */
  edited?(room: Room, by: object | null): void;
  /** The last hold was released. */
  left?(room: Room): void;
  trouble?(room: Room, cause: unknown): void;
}

/** What a room's name leads to. */
export type Located =
  | { readonly kind: "room"; readonly identity: DocIdentity }
  /** The page has begun a new history: this name is of an older one. */
  | { readonly kind: "stale"; readonly identity: DocIdentity }
  | { readonly kind: "unknown" };

/**
 * A room is in one of four states. `loading`: its log is being read; whoever opens it waits. `open`: usable.
 * `closing`: nobody held it for a while and its last records are going to disk; whoever opens it waits for `closed` and
 * then loads it again. `closed`: gone from memory, and from this table.
 */
type Slot =
  | { state: "loading"; room: Promise<Room> }
  | { state: "open"; room: Room; leases: number; idle: NodeJS.Timeout | null }
  | { state: "closing"; closed: Promise<void> };

export type NamedDoc = DocIdentity & { readonly name: string };

export interface Rooms {
  /** The page's document, made from `text` as it is at `commit` where there is none yet. */
  identify(path: string, current: { readonly text: string; readonly commit: string }): Promise<NamedDoc>;
  locate(name: string): Located;
  /** Loads the room unless it is loaded. Throws where the document was never made. */
  open(id: string): Promise<Lease>;
  /** The room if it is in memory, without a hold on it. */
  loaded(path: string): Room | null;
  /** Pages with text that no commit holds yet. */
  unsettled(): string[];
  watch(watcher: RoomsWatcher): void;
  /** Every room to disk and out of memory. */
  close(): Promise<void>;
}

export interface RoomsOptions {
  readonly log: UpdateLog & DocIndex;
  /** How long a room nobody holds, with nothing left to commit, stays in memory, ms. */
  readonly idleMs: number;
}

export function createRooms({ log, idleMs }: RoomsOptions): Rooms {
  const slots = new Map<string, Slot>();
  const watchers: RoomsWatcher[] = [];

  async function load(id: string): Promise<Room> {
    const stored = await log.load(id);
    if (!stored) throw new Error(`no document ${id}`);
    const room = new Room(stored, log);
    room.listen({
      updated: (_update, from) => {
        for (const watcher of watchers) watcher.edited?.(room, from);
      },
      trouble: (cause) => {
        for (const watcher of watchers) watcher.trouble?.(room, cause);
      },
    });
    return room;
  }

  async function open(id: string): Promise<Lease> {
    const slot = slots.get(id);
    if (!slot) {
      const room = load(id);
      slots.set(id, { state: "loading", room });
      try {
        slots.set(id, { state: "open", room: await room, leases: 0, idle: null });
      } catch (cause) {
        slots.delete(id);
        throw cause;
      }
      return open(id);
    }
    if (slot.state === "closing") {
      await slot.closed;
      return open(id);
    }
    if (slot.state === "loading") {
      await slot.room;
      return open(id);
    }
    return hold(id, slot);
  }

  function hold(id: string, slot: Slot & { state: "open" }): Lease {
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
        for (const watcher of watchers) watcher.left?.(slot.room);
        slot.idle = setTimeout(() => void evict(id, slot), idleMs).unref();
      },
    };
  }

  async function evict(id: string, slot: Slot & { state: "open" }): Promise<void> {
    if (slots.get(id) !== slot || slot.leases > 0) return;
    if (slot.room.unsettled()) {
      // A save is on its way, or was refused and will be tried again: the room stays until it has gone through.
      slot.idle = setTimeout(() => void evict(id, slot), idleMs).unref();
      return;
    }
    await shut(id, slot.room);
  }

  async function shut(id: string, room: Room): Promise<void> {
    const closed = room.close().finally(() => slots.delete(id));
    slots.set(id, { state: "closing", closed });
    await closed;
  }

  return {
    async identify(path, current) {
      const there = log.byPath(path) ?? (await log.create(...newDoc(path, current)));
      return { ...there, name: roomName(there) };
    },
    locate(name) {
      const dot = name.lastIndexOf(".");
      const identity = dot > 0 ? log.byId(name.slice(0, dot)) : null;
      if (!identity) return { kind: "unknown" };
      if (roomName(identity) === name) return { kind: "room", identity };
      const epoch = name.slice(dot + 1);
      return /^\d{1,15}$/.test(epoch) && Number(epoch) < identity.epoch
        ? { kind: "stale", identity }
        : { kind: "unknown" };
    },
    open,
    loaded(path) {
      const identity = log.byPath(path);
      const slot = identity && slots.get(identity.id);
      return slot && slot.state === "open" ? slot.room : null;
    },
    unsettled() {
      return log.unsettled().map((identity) => identity.path);
    },
    watch(watcher) {
      watchers.push(watcher);
    },
    async close() {
      await Promise.all(
        [...slots].map(async ([id, slot]) => {
          if (slot.state === "closing") return slot.closed;
          if (slot.state === "open" && slot.idle) clearTimeout(slot.idle);
          return shut(id, await slot.room);
        }),
      );
    },
  };
}

/** A document that nobody has seen yet, and its first base. */
function newDoc(path: string, current: { readonly text: string; readonly commit: string }): [DocIdentity, Base] {
  const identity: DocIdentity = { id: randomBytes(9).toString("base64url"), epoch: 1, path };
  return [identity, { commit: current.commit, state: seedOf(roomName(identity), current.text) }];
}

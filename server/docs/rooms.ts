import { randomBytes } from "node:crypto";
import { WikiError } from "../errors.ts";
import { createDamageList } from "./damage.ts";
import { type Handover, nextEpoch, rescue } from "./epochs.ts";
import { seedOf } from "./page-doc.ts";
import { Room } from "./room.ts";
import { createSlots, type Lease } from "./slots.ts";
import { type Base, type DocIdentity, type DocStore, roomName, type StoredDoc } from "./update-log.ts";

export type { Lease } from "./slots.ts";

/** Somebody who hears of every room. */
export interface RoomsWatcher {
  /** Text came in: `by` is whoever typed it, null for the wiki itself. */
  edited?(room: Room, by: object | null): void;
  /** The last hold was released. */
  left?(room: Room): void;
  /** The disk takes nothing of this room; told again now and then while it lasts. */
  trouble?(room: Room, cause: unknown): void;
  /** It takes it again. */
  eased?(room: Room): void;
}

/** What a room's name leads to. */
export type Located =
  | { readonly kind: "room"; readonly identity: DocIdentity }
  /** The page has begun a new history: this name is of an older one. */
  | { readonly kind: "stale"; readonly identity: DocIdentity; readonly epoch: number }
  | { readonly kind: "unknown" };

export type NamedDoc = DocIdentity & { readonly name: string };

export interface Rooms {
  /** The page's document, made from `text` as it is at `commit` where there is none yet. */
  identify(path: string, current: { readonly text: string; readonly commit: string }): Promise<NamedDoc>;
  /** The page's document, or null where none was made yet. */
  find(path: string): NamedDoc | null;
  /** Where a document's page is now; "" for a document that never was, or was dropped. */
  pathOf(id: string): string;
  locate(name: string): Located;
  /**
   * Loads the room unless it is loaded. Where its history has outgrown its text, a new epoch begins then: its name is
   * another one than `locate` and `identify` gave before. Throws where the document was never made.
   */
  open(id: string): Promise<Lease>;
  /** The room if it is in memory, without a hold on it. */
  loaded(path: string): Room | null;
  /** Every room in memory. */
  all(): Room[];
  /**
   * The page of a room that is held has another path from now on. False, and nothing changes, where the document of
   * another page is at `to`, with people in it or with text that is not committed.
   */
  move(room: Room, to: string): Promise<boolean>;
  /** Whether `move` to a path would be done. */
  isFree(path: string): Promise<boolean>;
  /**
   * Takes into a room what a client of one of its past epochs still has. Nothing may be committed from it meanwhile.
   * Throws `not-found`, `bad-request`, `too-large`.
   */
  rescue(room: Room, handover: Handover): Promise<void>;
  /** Pages with text that no commit holds yet. */
  unsettled(): string[];
  watch(watcher: RoomsWatcher): void;
  /** Every room to disk and out of memory. */
  close(): Promise<void>;
}

export interface RoomsOptions {
  readonly log: DocStore;
  /** How long a room nobody holds, with nothing left to commit, stays in memory, ms. */
  readonly idleMs: number;
}

export function createRooms({ log, idleMs }: RoomsOptions): Rooms {
  const watchers: RoomsWatcher[] = [];
  const damage = createDamageList();
  const slots = createSlots({
    load,
    anew: currentDoc,
    left: (room) => {
      for (const watcher of watchers) watcher.left?.(room);
    },
    idleMs,
  });

  async function load(id: string): Promise<Room> {
    const room = await whole(id, async () => new Room(await currentDoc(id), log));
    room.listen({
      updated: (_updates, from) => {
        for (const watcher of watchers) watcher.edited?.(room, from);
      },
      trouble: (cause) => {
        for (const watcher of watchers) watcher.trouble?.(room, cause);
      },
      eased: () => {
        for (const watcher of watchers) watcher.eased?.(room);
      },
    });
    return room;
  }

  /** Runs what reads a document. Throws `damaged` where its bytes cannot be read. */
  async function whole<T>(id: string, read: () => Promise<T>): Promise<T> {
    try {
      return await read();
    } catch (cause) {
      throw damage.blame(log.byId(id), cause);
    }
  }

  /** The stored document, in a new epoch where it is time for one. Only while nobody can be in the room. */
  async function currentDoc(id: string): Promise<StoredDoc> {
    const stored = await log.load(id);
    if (!stored) throw new Error(`no document ${id}`);
    const next = nextEpoch(stored);
    if (!next) return stored;
    try {
      await log.begin(next.identity, next.base, next.past);
    } catch (cause) {
      // A disk that takes nothing is no reason not to read: the old epoch goes on, and ends another time.
      if (cause instanceof WikiError && cause.code === "cannot-write") return stored;
      throw cause;
    }
    return { identity: next.identity, base: next.base, staged: null, records: [] };
  }

  /** Whether the document at a path, if there is one, may be dropped. It is out of memory then. */
  async function isFree(path: string): Promise<boolean> {
    const there = log.byPath(path);
    if (!there) return true;
    if (!(await slots.letGo(there.id))) return false;
    const stored = await whole(there.id, () => log.load(there.id));
    return stored === null || (stored.records.length === 0 && stored.staged === null);
  }

  return {
    async identify(path, current) {
      const there = log.byPath(path);
      if (there) damage.check(there.id);
      return named(there ?? (await log.create(...newDoc(path, current))));
    },
    find(path) {
      const there = log.byPath(path);
      return there && named(there);
    },
    pathOf: (id) => log.byId(id)?.path ?? "",
    locate(name) {
      const dot = name.lastIndexOf(".");
      const identity = dot > 0 ? log.byId(name.slice(0, dot)) : null;
      if (!identity) return { kind: "unknown" };
      if (roomName(identity) === name) return { kind: "room", identity };
      const epoch = /^\d{1,15}$/.test(name.slice(dot + 1)) ? Number(name.slice(dot + 1)) : identity.epoch;
      return epoch < identity.epoch ? { kind: "stale", identity, epoch } : { kind: "unknown" };
    },
    open: (id) => slots.open(id),
    loaded(path) {
      const identity = log.byPath(path);
      return identity && slots.loaded(identity.id);
    },
    all: () => slots.all(),
    async move(room, to) {
      if (!(await isFree(to))) return false;
      await log.move(room.identity.id, to);
      room.relocate(to);
      return true;
    },
    isFree,
    rescue: (room, handover) => rescue(log, room, handover),
    unsettled() {
      return log.unsettled().map((identity) => identity.path);
    },
    watch(watcher) {
      watchers.push(watcher);
    },
    close: () => slots.close(),
  };
}

function named(identity: DocIdentity): NamedDoc {
  return { ...identity, name: roomName(identity) };
}

/** A document that nobody has seen yet, and its first base. */
function newDoc(path: string, current: { readonly text: string; readonly commit: string }): [DocIdentity, Base] {
  const identity: DocIdentity = { id: randomBytes(9).toString("base64url"), epoch: 1, path };
  return [identity, { commit: current.commit, state: seedOf(roomName(identity), current.text) }];
}

/**
 * What this browser keeps of a page so that nothing typed is lost: the room's document (IndexedDB, under the room's
 * name) and a mark while some of it is unsent. What is kept of an older room of the page is handed over to the server, and
 * dropped once the server has it; what the server cannot take is dropped only when its writer says so.
 */
import { clearDocument, IndexeddbPersistence } from "y-indexeddb";
import * as Y from "yjs";

export interface KeptText {
  /** This browser can keep text at all. Some refuse in private windows. */
  readonly available: boolean;
  /** Text was left unsent in this room on an earlier visit. */
  readonly unsent: boolean;
  /** Notes whether there is unsent text in this room. Cheap when nothing changed. */
  mark(unsent: boolean): void;
  /** The page has another path now. */
  moved(path: string): void;
  /** Has what is kept of this room dropped before it is opened the next time. Its writer must have said so. */
  drop(): void;
}

/** What is kept of another room of the page. */
export interface KeptRoom {
  readonly room: string;
  readonly text: string;
  /** All of it, as Yjs has it. */
  readonly state: Uint8Array<ArrayBuffer>;
  /** Some of it was unsent when it was last open. */
  readonly unsent: boolean;
}

const PREFIX = "plenary.unsent.";
const DROP = "plenary.drop.";
const PROBE = "plenary.probe";

export async function keptText(room: string, path: string): Promise<KeptText> {
  const available = await canStore();
  const key = PREFIX + room;
  if (available && localStorage.getItem(DROP + room) !== null) {
    await forget(room);
    localStorage.removeItem(DROP + room);
  }
  let marked = available && localStorage.getItem(key) !== null;
  let page = path;
  let dropped = false;
  return {
    available,
    unsent: marked,
    mark(unsent) {
      if (!available || dropped || unsent === marked) return;
      marked = unsent;
      if (unsent) localStorage.setItem(key, page);
      else localStorage.removeItem(key);
    },
    moved(path) {
      page = path;
      if (available && marked) localStorage.setItem(key, page);
    },
    drop() {
      dropped = true;
      if (!available) return;
      localStorage.setItem(DROP + room, "");
      localStorage.removeItem(key);
    },
  };
}

/** What is kept of the page's other rooms: those of older epochs, and any whose unsent text was typed at this path. */
export async function otherRooms(room: string, path: string): Promise<KeptRoom[]> {
  const marked = storedKeys().map((key) => key.slice(PREFIX.length));
  const names = new Set([...marked.filter((other) => markOf(other) === path), ...(await storedRooms())]);
  for (const name of names) {
    if (name === room || (markOf(name) !== path && documentOf(name) !== documentOf(room))) names.delete(name);
  }
  return Promise.all([...names].map(readRoom));
}

/** Drops what was kept of a room. The server has it, or its writer has said so. */
export async function forget(room: string): Promise<void> {
  localStorage.removeItem(PREFIX + room);
  await clearDocument(room);
}

/** Unsent text of a room is another page's: it comes up when that is opened. */
export function belongsTo(room: string, path: string): void {
  if (markOf(room) !== null) localStorage.setItem(PREFIX + room, path);
}

async function readRoom(room: string): Promise<KeptRoom> {
  const doc = new Y.Doc();
  const store = new IndexeddbPersistence(room, doc);
  await store.whenSynced;
  const text = doc.getText("content").toString();
  const state = new Uint8Array(Y.encodeStateAsUpdate(doc));
  await store.destroy();
  return { room, text, state, unsent: markOf(room) !== null };
}

/** A room's name is its document's and its epoch. */
function documentOf(room: string): string {
  return room.slice(0, room.lastIndexOf("."));
}

function markOf(room: string): string | null {
  return localStorage.getItem(PREFIX + room);
}

/** Names of all databases that look like a room's; none where the browser does not tell. */
async function storedRooms(): Promise<string[]> {
  try {
    const names = (await indexedDB.databases()).map(({ name = "" }) => name);
    return names.filter((name) => /^[\w-]+\.\d+$/.test(name));
  } catch {
    return [];
  }
}

function storedKeys(): string[] {
  try {
    return Object.keys(localStorage).filter((key) => key.startsWith(PREFIX));
  } catch {
    // No storage in this browser, so nothing was kept.
    return [];
  }
}

/** Whether both stores can be written. Asking is the only way to know. */
async function canStore(): Promise<boolean> {
  try {
    localStorage.setItem(PROBE, "1");
    localStorage.removeItem(PROBE);
    return await new Promise<boolean>((resolve) => {
      const opening = indexedDB.open(PROBE);
      opening.onsuccess = () => {
        opening.result.close();
        indexedDB.deleteDatabase(PROBE);
        resolve(true);
      };
      opening.onerror = () => resolve(false);
    });
  } catch {
    return false;
  }
}

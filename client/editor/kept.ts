/**
 * What this browser keeps of a page so that nothing typed is lost: the room's document (IndexedDB, under the room's
 * name) and a mark while some of it is unsent. A room of an older epoch whose mark still stands holds text that the
 * server may never have seen; it is shown to its writer and dropped only when they say so.
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
}

/** A page's text as it was typed in a room that is no more. */
export interface LeftText {
  readonly room: string;
  readonly text: string;
}

const PREFIX = "plenary.unsent.";
const PROBE = "plenary.probe";

export async function keptText(room: string, path: string): Promise<KeptText> {
  const available = await canStore();
  const key = PREFIX + room;
  let marked = available && localStorage.getItem(key) !== null;
  return {
    available,
    unsent: marked,
    mark(unsent) {
      if (!available || unsent === marked) return;
      marked = unsent;
      if (unsent) localStorage.setItem(key, path);
      else localStorage.removeItem(key);
    },
  };
}

/** Unsent texts of this page from rooms other than `room`. */
export async function leftTexts(room: string, path: string): Promise<LeftText[]> {
  const left: LeftText[] = [];
  for (const key of storedKeys()) {
    const other = key.slice(PREFIX.length);
    if (other !== room && localStorage.getItem(key) === path) left.push({ room: other, text: await textIn(other) });
  }
  return left.filter(({ text }) => text !== "");
}

/** Drops what was kept of a room. Its writer must have said so. */
export async function forget(room: string): Promise<void> {
  localStorage.removeItem(PREFIX + room);
  await clearDocument(room);
}

async function textIn(room: string): Promise<string> {
  const doc = new Y.Doc();
  const store = new IndexeddbPersistence(room, doc);
  await store.whenSynced;
  const text = doc.getText("content").toString();
  await store.destroy();
  return text;
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

import * as Y from "yjs";
import type { Run } from "./update-walk.ts";

/**
 * Applies updates in their order, in one transaction. The same updates give the same document, live and when the log is
 * read again: one that Yjs cannot take, though it was walked, is left out both times, and so is what would wait for text
 * that cannot come.
 */
export function applyAll(doc: Y.Doc, updates: readonly Uint8Array[]): void {
  doc.transact(() => {
    for (const update of updates) {
      try {
        Y.applyUpdate(doc, update);
      } catch {
        // Nothing of it is seen by anyone; the room goes on.
      }
    }
    doc.store.pendingStructs = null;
    doc.store.pendingDs = null;
  }, doc);
}

/** Whether every part of `runs` is known in the document, and is deleted. */
export function deletesOnlyDeleted(doc: Y.Doc, runs: readonly Run[]): boolean {
  return runs.every(({ client, from, to }) => {
    const structs = doc.store.clients.get(client);
    if (!structs || Y.getState(doc.store, client) < to) return false;
    for (let index = Y.findIndexSS(structs, from); index < structs.length; index += 1) {
      const struct = structs[index];
      if (!struct || struct.id.clock >= to) return true;
      if (!struct.deleted) return false;
    }
    return true;
  });
}

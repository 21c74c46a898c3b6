import * as Y from "yjs";

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

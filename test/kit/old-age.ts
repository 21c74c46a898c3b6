import * as Y from "yjs";

/** Letters typed at odd places and taken out again: each leaves its mark in the history for good. */
const LETTERS = 25_000;

/** What years of editing do to a page, as one update: the same text, and a history out of proportion to it. */
export function growOld(state: Uint8Array): Uint8Array {
  const doc = new Y.Doc();
  Y.applyUpdate(doc, state);
  const before = Y.encodeStateVector(doc);
  const content = doc.getText("content");
  const from = content.length;
  doc.transact(() => {
    for (let count = 0; count < LETTERS; count += 1) content.insert(from + Math.floor(count / 2), "x");
    content.delete(from, LETTERS);
  });
  const update = Y.encodeStateAsUpdate(doc, before);
  doc.destroy();
  return update;
}

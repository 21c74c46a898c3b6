import * as Y from "yjs";
import { WikiError } from "../errors.ts";
import type { Edit } from "../text/edit.ts";
import { applyAll } from "./page-apply.ts";
import { CONTENT, docOf, editsOf, forkBy } from "./page-doc.ts";
import type { PastEpoch } from "./update-log.ts";
import { missingIn, type Walk, walkUpdate } from "./update-walk.ts";

/** What came late into a past epoch, and what it is in the next one. */
export interface Late {
  /** The past epoch with it. */
  readonly past: PastEpoch;
  /** The same change as an update of the next epoch's history. */
  readonly update: Uint8Array;
}

/**
 * Takes into a past epoch what somebody typed there who had not heard of its end. What it changes in that epoch's text,
 * edit for edit, is made on the mirror too, and is then a change of the next epoch like any other. What was taken in before is known by its
 * structs and comes in once, in whatever pieces and however often it is handed over.
 *
 * @param late an update of the past epoch: a client's whole state, or what the epoch before it hands on.
 * @param next name of the next epoch's room.
 * @param limit largest text there may be, bytes.
 * @returns null where it changes nothing in the text.
 * @throws UnfitUpdate for bytes that are no text of this epoch, `too-large`.
 */
export function takeLate(past: PastEpoch, late: Uint8Array, next: string, limit: number): Late | null {
  const walk = walkUpdate(late);
  const doc = docOf(past.state);
  try {
    return takeInto(doc, past, late, walk, next, limit);
  } finally {
    doc.destroy();
  }
}

function takeInto(doc: Y.Doc, past: PastEpoch, late: Uint8Array, walk: Walk, next: string, limit: number): Late | null {
  const content = doc.getText(CONTENT);
  let edits: Edit[] = [];
  content.observe((event) => {
    edits = editsOf(event);
  });
  if (missingIn(walk, (client) => Y.getState(doc.store, client)) !== null) {
    throw new WikiError("bad-request", "this text builds on text that the page never had");
  }
  applyAll(doc, [late]);
  if (edits.length === 0) return null;
  const after = content.toString();
  if (Buffer.byteLength(after) > limit) {
    throw new WikiError("too-large", `a page holds at most ${Math.floor(limit / 1024)} KB of text`, { limit });
  }
  const fork = forkBy(next, past.mirror, edits);
  return { past: { ...past, state: Y.encodeStateAsUpdate(doc), mirror: fork.state }, update: fork.update };
}

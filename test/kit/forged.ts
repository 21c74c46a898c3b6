import * as encoding from "lib0/encoding";
import type * as Y from "yjs";

/** A character of a client's by its clock; null for none. */
export type Neighbour = readonly [client: number, clock: number] | null;

/** The update of a client's insertions of one letter, each between the neighbours that are claimed for it. */
export function forged(client: number, between: readonly (readonly [Neighbour, Neighbour])[]): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, 1);
  encoding.writeVarUint(encoder, between.length);
  encoding.writeVarUint(encoder, client);
  encoding.writeVarUint(encoder, 0);
  for (const [left, right] of between) {
    encoding.writeUint8(encoder, 4 | (left ? 0x80 : 0) | (right ? 0x40 : 0));
    for (const neighbour of [left, right]) for (const part of neighbour ?? []) encoding.writeVarUint(encoder, part);
    encoding.writeVarString(encoder, "y");
  }
  encoding.writeVarUint(encoder, 0);
  return encoding.toUint8Array(encoder);
}

/** Types letters at the page's two ends in turn: as many items as letters, none of which can be joined to another. */
export function longText(doc: Y.Doc, letters: number): void {
  const text = doc.getText("content");
  doc.transact(() => {
    for (let index = 0; index < letters; index += 1) text.insert(index % 2 === 0 ? 0 : text.length, "x");
  });
}

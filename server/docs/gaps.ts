import * as Y from "yjs";
import { CONTENT } from "./page-doc.ts";
import type { Id, Insert } from "./update-walk.ts";

/** The two neighbours in the document that a new piece of text comes between; null is the text's beginning, and its end. */
export interface Gap {
  readonly left: Id | null;
  readonly right: Id | null;
}

/** Pieces of text that are not in the document yet, and the gap each is in. */
export interface NewPieces {
  add(insert: Insert, gap: Gap): void;
  /** The gap of the piece that holds a character; null where none does. */
  gapOf(id: Id): Gap | null;
  count(): number;
  clear(): void;
}

interface Piece {
  readonly from: number;
  readonly to: number;
  readonly gap: Gap;
}

export function createNewPieces(): NewPieces {
  /** By client, ascending: a client's pieces come in the order of their clocks. */
  const pieces = new Map<number, Piece[]>();
  let count = 0;

  return {
    add({ id, last }, gap) {
      const those = pieces.get(id.client) ?? [];
      those.push({ from: id.clock, to: last, gap });
      pieces.set(id.client, those);
      count += 1;
    },
    gapOf({ client, clock }) {
      const those = pieces.get(client) ?? [];
      let [low, high] = [0, those.length - 1];
      while (low <= high) {
        const middle = (low + high) >> 1;
        const piece = those[middle];
        if (!piece) return null;
        if (clock < piece.from) high = middle - 1;
        else if (clock > piece.to) low = middle + 1;
        else return piece.gap;
      }
      return null;
    },
    count: () => count,
    clear() {
      pieces.clear();
      count = 0;
    },
  };
}

/** The gap an insertion is in: its own neighbours, or where these are new themselves, the ones of their gaps. */
export function gapOf({ left, right }: Insert, ...others: readonly NewPieces[]): Gap {
  const gapAt = (id: Id | null): Gap | null => {
    for (const pieces of others) {
      const gap = id && pieces.gapOf(id);
      if (gap) return gap;
    }
    return null;
  };
  const [ofLeft, ofRight] = [gapAt(left), gapAt(right)];
  return { left: ofLeft ? ofLeft.left : left, right: ofRight ? ofRight.right : right };
}

/** Whether the right side of a gap is reached from its left one within `most` items. Costs as many steps. */
export function isNarrow(doc: Y.Doc, { left, right }: Gap, most: number): boolean {
  let item = doc.getText(CONTENT)._start;
  if (left) {
    const beside = itemAt(doc, left);
    // Collected as garbage: what is put beside it is garbage as well, and costs nothing.
    if (!beside) return true;
    const inside = left.clock < beside.id.clock + beside.length - 1;
    if (inside) return right !== null && right.client === left.client && right.clock === left.clock + 1;
    item = beside.right;
  }
  for (let steps = 0; steps < most; steps += 1) {
    if (!item) return right === null;
    if (right && holds(item, right)) return true;
    item = item.right;
  }
  return false;
}

function holds({ id, length }: Y.Item, { client, clock }: Id): boolean {
  return id.client === client && id.clock <= clock && clock < id.clock + length;
}

function itemAt(doc: Y.Doc, { client, clock }: Id): Y.Item | null {
  const structs = doc.store.clients.get(client);
  if (!structs || clock >= Y.getState(doc.store, client)) return null;
  const struct = structs[Y.findIndexSS(structs, clock)];
  return struct instanceof Y.Item ? struct : null;
}

import * as Y from "yjs";
import { createNewPieces, gapOf, isNarrow, type NewPieces } from "./gaps.ts";
import type { Walk } from "./update-walk.ts";

/** How far apart two neighbours may have come: what others wrote between them since is looked at one by one. */
const NEAR = 64;

/** Items that Yjs looks at in a tenth of a second; 200 to 570 ns each were measured. */
const CHEAP_STEPS = 200_000;

/** Insertions that are cheap among themselves, whatever they are: at worst each looks at all before it. */
export const CHEAP_INSERTS = 500;

/**
 * What applying an update might cost. `light`: nothing anybody notices. `far`: insertions whose neighbours are far apart.
 * `much`: a great many insertions, as somebody has who was offline for a day; an honest many are quick.
 */
export type Weight = "light" | "far" | "much";

/**
 * Weighs an update before it is applied.
 *
 * An honest insertion stands between two neighbours that stood side by side when it was typed, and what has come between
 * them since is little. For one whose neighbours are far apart, Yjs looks at everything between them: 7 KB of such
 * insertions into a long document took 57 seconds.
 *
 * @param coming what has been taken and is not in the document yet.
 */
export function weigh(doc: Y.Doc, { inserts }: Walk, coming: NewPieces): Weight {
  const fresh = inserts.filter(({ id, last }) => last >= Y.getState(doc.store, id.client));
  let items = 0;
  for (const structs of doc.store.clients.values()) items += structs.length;
  // In a short document even the farthest is near.
  if (fresh.length <= CHEAP_INSERTS && fresh.length * items <= CHEAP_STEPS) return "light";
  const own = createNewPieces();
  let wide = 0;
  for (const insert of fresh) {
    const gap = gapOf(insert, own, coming);
    own.add(insert, gap);
    if (!isNarrow(doc, gap, NEAR)) wide += 1;
  }
  if (wide * items > CHEAP_STEPS) return "far";
  return fresh.length > CHEAP_INSERTS ? "much" : "light";
}

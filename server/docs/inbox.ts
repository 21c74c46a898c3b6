import { createNewPieces, gapOf, type NewPieces } from "./gaps.ts";
import type { Walk } from "./update-walk.ts";

/** An update that has come and is not applied yet. */
export interface Letter {
  readonly update: Uint8Array;
  /** Who brought it, as the room was given it. */
  readonly from: object;
}

/**
 * What has come into a room and waits to be applied, all in one transaction: one change to the document, and one message
 * to everybody, however many wrote in the meantime.
 */
export interface Inbox {
  add(letter: Letter, walk: Walk): void;
  /** How far a client's clock reaches in what waits; 0 for a client with nothing here. */
  clockOf(client: number): number;
  readonly pieces: NewPieces;
  /** All of it, in the order it came; the inbox is empty then. */
  takeOut(): Letter[];
  isEmpty(): boolean;
}

export function createInbox(): Inbox {
  let letters: Letter[] = [];
  const clocks = new Map<number, number>();
  const pieces = createNewPieces();

  return {
    add(letter, { runs, inserts }) {
      letters.push(letter);
      for (const { client, to } of runs) if (to > (clocks.get(client) ?? 0)) clocks.set(client, to);
      for (const insert of inserts) pieces.add(insert, gapOf(insert, pieces));
    },
    clockOf: (client) => clocks.get(client) ?? 0,
    pieces,
    takeOut() {
      const taken = letters;
      letters = [];
      clocks.clear();
      pieces.clear();
      return taken;
    },
    isEmpty: () => letters.length === 0,
  };
}

import { createNewPieces, gapOf, type NewPieces } from "./gaps.ts";
import type { Walk } from "./update-walk.ts";

/** An update that has come and is not applied yet. */
export interface Letter {
  readonly update: Uint8Array;
  /** Who brought it, as the room was given it. */
  readonly from: object;
  /** It is one client's next words and nothing else: it can go on to the others as it is. */
  readonly plain: boolean;
}

/** What was taken out: all that the others were told of already, and what they were not. */
export interface Letters {
  readonly told: readonly Letter[];
  readonly untold: readonly Letter[];
}

/** What has come into a room and waits to be applied, in the order it came. */
export interface Inbox {
  add(letter: Letter, walk: Walk): void;
  /** How far a client's clock reaches in what waits; 0 for a client with nothing here. */
  clockOf(client: number): number;
  readonly pieces: NewPieces;
  /** Those that came since the last were told. */
  untold(): readonly Letter[];
  /** Everything in it has been told. */
  markTold(): void;
  takeOut(): Letters;
  count(): number;
}

export function createInbox(): Inbox {
  let letters: Letter[] = [];
  let told = 0;
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
    untold: () => letters.slice(told),
    markTold() {
      told = letters.length;
    },
    takeOut() {
      const taken = { told: letters.slice(0, told), untold: letters.slice(told) };
      letters = [];
      told = 0;
      clocks.clear();
      pieces.clear();
      return taken;
    },
    count: () => letters.length,
  };
}

import { initialsOf, shortNameOf } from "../../text/names.ts";
import type { Writer } from "../../wiki/wiki.ts";

/** Somebody as a disc with initials, and a name beside it. */
export interface Face {
  readonly name: string;
  /** What to call them in a sentence: the first name, all of it for a guest. */
  readonly short: string;
  /** One or two letters, or a guest's number. */
  readonly initials: string;
  /** Colour slot, 1 to 8. */
  readonly slot: number;
  /** The slot is taken by another face of the same group: shown ringed. */
  readonly again: boolean;
}

/** Faces in a row, as the `whos` partial draws them. */
export interface Faces {
  readonly faces: readonly Face[];
  /** All names, for those who hear the page. */
  readonly label: string;
}

const SLOTS = [1, 2, 3, 4, 5, 6, 7, 8];

/** A colour slot from 1 to 8 that a name keeps on every page. */
export function slotOf(name: string): number {
  let hash = 0x811c9dc5;
  for (const character of name.normalize("NFC").toLowerCase()) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  }
  // The low bits of FNV are its weakest, and three bits are all that is used.
  return ((((hash >>> 16) ^ hash) >>> 0) % SLOTS.length) + 1;
}

/** Who has which colour where these people are shown together. */
export type Cast = ReadonlyMap<string, { readonly slot: number; readonly again: boolean }>;

/**
 * Gives each name its own slot, or the next free one where somebody before it has that: eight people are told apart by
 * colour, the ninth and later by a ring as well.
 */
export function castOf(names: Iterable<string>): Cast {
  const cast = new Map<string, { slot: number; again: boolean }>();
  const taken = new Set<number>();
  for (const name of names) {
    if (cast.has(name)) continue;
    const own = slotOf(name);
    const free = [...SLOTS.keys()]
      .map((step) => ((own - 1 + step) % SLOTS.length) + 1)
      .find((slot) => !taken.has(slot));
    cast.set(name, { slot: free ?? own, again: free === undefined });
    taken.add(free ?? own);
  }
  return cast;
}

/** A group of people; names given twice are shown once. @param cast the colours of the page they stand on. */
export function facesOf(names: readonly string[], cast: Cast = castOf(names)): Faces {
  const faces = [...new Set(names)].map((name) => faceOf(name, cast.get(name)?.slot, cast.get(name)?.again));
  return { faces, label: faces.map((face) => face.name).join(", ") };
}

/** People in a room, in the colours they have there. */
export function writersOf(people: readonly Writer[]): Faces {
  const faces = people.map((person) => faceOf(person.name, person.slot, person.again));
  return { faces, label: faces.map((face) => face.name).join(", ") };
}

/** One person whose slot is already known: somebody in a room, say. */
export function faceOf(name: string, slot: number = slotOf(name), again = false): Face {
  return { name, short: shortNameOf(name), initials: initialsOf(name), slot, again };
}

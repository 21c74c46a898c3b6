/** People in a room: their names, short and shorter, and their colours. Pure. */

/** Somebody in the room, as the server stamped it. */
export interface Person {
  readonly name: string;
  /** 1 to 8; 0 until the server has said which. */
  readonly slot: number;
  /** Somebody else has the same colour: shown ringed. */
  readonly again: boolean;
}

const GUEST = /^Guest (\d+)$/;

/** "Maren Oduya" -> "MO", "Cher" -> "CH", "Guest 12" -> "12". */
export function initialsOf(name: string): string {
  const guest = GUEST.exec(name)?.[1];
  if (guest !== undefined) return guest.slice(-3);
  const words = name.match(/[\p{L}\p{N}][\p{L}\p{N}\p{M}'’.-]*/gu) ?? [];
  const letters =
    words.length > 1 ? [words[0], words.at(-1)].map((word) => [...(word ?? "")][0]) : [...(words[0] ?? "?")];
  return letters.slice(0, 2).join("").toUpperCase();
}

/** What to call somebody beside a caret: the first name, all of it for a guest. */
export function shortNameOf(name: string): string {
  return GUEST.test(name) ? name : (name.split(/\s+/)[0] ?? name);
}

/** Reads a `user` of an awareness state, which any client may have written. Null where it names nobody. */
export function personIn(user: unknown): Person | null {
  if (typeof user !== "object" || user === null || !("name" in user) || typeof user.name !== "string") return null;
  const slot = "slot" in user && typeof user.slot === "number" && user.slot >= 1 && user.slot <= 8 ? user.slot : 0;
  return { name: user.name, slot: Math.floor(slot), again: "again" in user && user.again === true };
}

/** Classes that give an element a person's colour. */
export function colourOf({ slot, again }: Person): string[] {
  return [slot > 0 ? `who-${slot}` : "who--me", ...(again ? ["who--again"] : [])];
}

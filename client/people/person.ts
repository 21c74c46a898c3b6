/** People in a room, and their colours. Pure. */

/** Somebody in the room, as the server stamped it. */
export interface Person {
  readonly name: string;
  /** 1 to 8; 0 until the server has said which. */
  readonly slot: number;
  /** Somebody else has the same colour: shown ringed. */
  readonly again: boolean;
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

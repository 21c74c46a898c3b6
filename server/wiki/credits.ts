import { saveMessage, talksTouched } from "../text/event-edit.ts";
import type { Draft, Person } from "./ports.ts";

/** Whom a save is credited to when nobody is known to have typed it. */
export const WIKI: Person = { name: "Plenary", email: "wiki@plenary.invalid" };

export function samePerson(a: Person, b: Person): boolean {
  return a.name === b.name && a.email === b.email;
}

/**
 * Who stands in a save that is one commit: the one who asked for the save if they typed in it, else the one who typed last; everybody
 * else who typed, as co-authors. Who only pressed the button and typed nothing is not credited with others' words.
 *
 * @param authors in order of last touch.
 * @param by who asked; null for a save that the wiki makes by itself.
 */
export function creditsOf(authors: readonly Person[], by: Person | null): Pick<Draft, "author" | "coAuthors"> {
  const asked = by && authors.find((author) => samePerson(author, by));
  const author = asked ?? authors.at(-1) ?? by ?? WIKI;
  return { author, coAuthors: authors.filter((other) => !samePerson(other, author)) };
}

/** The person's own message, or one that names the talks that changed. */
export function messageOf(before: string, after: string, own?: string): string {
  const trimmed = own?.trim();
  return trimmed ? trimmed : saveMessage(after, talksTouched(before, after));
}

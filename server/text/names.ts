/** Names of people, short and shorter: beside a caret, on a disc, in a sentence. */

const GUEST = /^Guest (\d+)$/;
const WORD = /[\p{L}\p{N}][\p{L}\p{N}\p{M}'’.-]*/gu;

/** "Maren Oduya" -> "MO", "Cher" -> "CH", "Guest 12" -> "12"; "?" for a name without letters or digits. */
export function initialsOf(name: string): string {
  const guest = GUEST.exec(name)?.[1];
  if (guest !== undefined) return guest.slice(-3);
  const words = name.match(WORD) ?? [];
  const [first, last] = [words[0], words.at(-1)];
  if (first === undefined || last === undefined) return "?";
  const letters = words.length > 1 ? `${firstOf(first)}${firstOf(last)}` : [...first].slice(0, 2).join("");
  return letters.toUpperCase();
}

/** What to call somebody in a sentence or beside a caret: the first name, all of it for a guest. */
export function shortNameOf(name: string): string {
  return GUEST.test(name) ? name : (name.trim().split(/\s+/)[0] ?? name);
}

/** "Maren", "Maren and Tobias", "Maren, Tobias and Ilse"; "" for an empty list. */
export function listed(names: readonly string[]): string {
  const last = names.at(-1);
  if (last === undefined) return "";
  return names.length === 1 ? last : `${names.slice(0, -1).join(", ")} and ${last}`;
}

/** How many faces stand in a row; a full hall is told in words. */
export const SHOWN_FACES = 5;

/** Who writes now, as parts of a sentence. */
export interface WritingWords {
  /** "Maren and Tobias"; "Maren, Tobias and 5 others" where they are more than three. */
  readonly who: string;
  readonly verb: string;
  readonly join: string;
}

/** Null where nobody writes. */
export function writingWords(names: readonly string[]): WritingWords | null {
  if (names.length === 0) return null;
  const short = names.map(shortNameOf);
  const told = short.length > 3 ? [...short.slice(0, 2), `${short.length - 2} others`] : short;
  const alone = names.length === 1;
  return { who: listed(told), verb: alone ? "is writing" : "are writing", join: alone ? "Join" : "Join them" };
}

function firstOf(word: string): string {
  return [...word][0] ?? "";
}

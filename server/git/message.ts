/** Commit messages and the names in them: what git can keep, and how it is read again. Values in, values out. */

export interface Person {
  readonly name: string;
  readonly email: string;
}

/** Said of somebody whose name has nothing in it that git can write down. */
const NOBODY: Person = { name: "Nobody", email: "nobody@plenary.invalid" };

/** A message with nothing in it. */
const NO_WORDS = "Save";

/** Longest name or address, in UTF-16 units. */
const MOST_NAME = 200;

const SAVE_ID = /^save-id:\s*(\S.*?)\s*$/i;
const CO_AUTHOR = /^co-authored-by:\s*(.*?)\s*<([^<>]*)>\s*$/i;
const TRAILER = /^[A-Za-z0-9-]+:\s/;
/** Trailers that programs write. A last paragraph without one of these is somebody's own words, colons or not. */
const BY_PROGRAMS = /^(?:co-authored-by|signed-off-by|reviewed-by|save-id|change-id):\s/i;

/** A name and address as git can write them down: one line, no angle brackets, and never nothing. */
export function personForGit({ name, email }: Person): Person {
  return { name: clean(name) || NOBODY.name, email: clean(email) || NOBODY.email };
}

function clean(text: string): string {
  return (
    text
      .replace(/[<>\p{Cc}\p{Zl}\p{Zp}\s]+/gu, " ")
      .slice(0, MOST_NAME)
      .replace(/\p{Surrogate}/gu, "")
      // Git takes these off the ends as well.
      .replace(/^[\s.,:;"'\\]+|[\s.,:;"'\\]+$/g, "")
  );
}

/**
 * The whole message: LF line ends, no NUL, no spaces at the ends of lines, a Co-authored-by line for each of
 * `coAuthors`, and the save's id where there is one. A line of the person's own that would read as such a trailer is set
 * in by a space: who wrote what, and in which save, is told by the wiki alone.
 */
export function writeMessage(draft: {
  readonly message: string;
  readonly coAuthors: readonly Person[];
  readonly saveId?: string;
}): string {
  const body = draft.message
    .replaceAll("\0", "")
    .split(/\r\n|\r|\n/)
    .map((line) => line.trimEnd().replace(BY_PROGRAMS, " $&"))
    .join("\n")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
  const trailers = draft.coAuthors.map(personForGit).map(({ name, email }) => `Co-authored-by: ${name} <${email}>\n`);
  if (draft.saveId !== undefined) trailers.push(`Save-Id: ${draft.saveId}\n`);
  return `${body || NO_WORDS}\n${trailers.length > 0 ? `\n${trailers.join("")}` : ""}`;
}

/** A message apart from its trailers. */
export interface Message {
  readonly message: string;
  readonly coAuthors: readonly Person[];
  /** What the commits of one save have in common; null for a commit that is not the wiki's, or of no live save. */
  readonly saveId: string | null;
}

/** Trailers are a last paragraph, not the first, of `Word: …` lines with one that programs write. */
export function readMessage(whole: string): Message {
  const lines = whole.trim().split("\n");
  const last = lines.findLastIndex((line) => line.trim() === "") + 1;
  const trailers = lines.slice(last);
  const isBlock = trailers.every((line) => TRAILER.test(line)) && trailers.some((line) => BY_PROGRAMS.test(line));
  if (last === 0 || !isBlock) return { message: lines.join("\n"), coAuthors: [], saveId: null };
  const coAuthors = trailers.flatMap((line) => {
    const [, name = "", email = ""] = CO_AUTHOR.exec(line) ?? [];
    return name === "" ? [] : [{ name, email }];
  });
  const saveId = trailers.flatMap((line) => SAVE_ID.exec(line)?.[1] ?? []).at(-1) ?? null;
  return { message: lines.slice(0, last).join("\n").trimEnd(), coAuthors, saveId };
}

/** Commit messages and the names in them: what git can keep, and what stands behind the last blank line. */

export interface Person {
  readonly name: string;
  readonly email: string;
}

const CO_AUTHOR = /^co-authored-by:\s*(.*?)\s*<([^<>]*)>\s*$/i;
const TRAILER = /^[A-Za-z][A-Za-z0-9-]*:\s/;

/** A name or address as git can write it down: no angle brackets, line ends or NULs, and never nothing. */
export function personForGit({ name, email }: Person): Person {
  return { name: clean(name) || "Nobody", email: clean(email) || "nobody@plenary.invalid" };
}

function clean(text: string): string {
  // Git takes these off the ends of a name as well.
  return text
    .replace(/[<>\p{Cc}\p{Zl}\p{Zp}]+/gu, " ")
    .replace(/^[\s.,:;"'\\]+|[\s.,:;"'\\]+$/g, "")
    .trim();
}

/** The whole message: LF line ends, no NUL, no spaces at ends of lines, one blank line at a time, and a Co-authored-by line for each of `coAuthors`. */
export function writeMessage(message: string, coAuthors: readonly Person[]): string {
  const body = message
    .replaceAll("\0", "")
    .split(/\r\n|\r|\n/)
    .map((line) => line.trimEnd())
    .join("\n")
    .replaceAll(/\n{3,}/g, "\n\n")
    .trim();
  const trailers = coAuthors.map(personForGit).map(({ name, email }) => `Co-authored-by: ${name} <${email}>`);
  const parts = [body || "Save", ...(trailers.length > 0 ? [trailers.join("\n")] : [])];
  return `${parts.join("\n\n")}\n`;
}

/** A message apart from its trailers: a last paragraph, not the first, in which every line is `Word: …`. */
export function readMessage(whole: string): { readonly message: string; readonly coAuthors: readonly Person[] } {
  const paragraphs = whole.trim().split(/\n\s*\n/);
  const last = paragraphs.at(-1) ?? "";
  const lines = last.split("\n");
  if (paragraphs.length < 2 || !lines.every((line) => TRAILER.test(line)))
    return { message: whole.trim(), coAuthors: [] };
  const coAuthors = lines.flatMap((line) => {
    const [, name = "", email = ""] = CO_AUTHOR.exec(line) ?? [];
    return name === "" ? [] : [{ name, email }];
  });
  return { message: paragraphs.slice(0, -1).join("\n\n"), coAuthors };
}

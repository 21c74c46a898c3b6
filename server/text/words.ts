/** A text as words, for diffs that read well: never cut inside a character, however many units or marks it has. */

/** Scripts written without spaces: each of their characters is a word. */
const UNSPACED =
  "[\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Thai}\\p{Script=Lao}\\p{Script=Khmer}]";

/** What follows a sign and belongs to it: marks, emoji modifiers and whatever is joined on. */
const TRAIL = "[\\p{M}\\p{Emoji_Modifier}\\u200D]";

const TOKEN = new RegExp(
  [
    `${UNSPACED}\\p{M}*`,
    `(?:(?!${UNSPACED})[\\p{L}\\p{N}\\p{M}_])+`,
    "\\n",
    "[^\\S\\n]+",
    `[^\\s\\p{L}\\p{N}\\p{M}_](?:${TRAIL}|(?<=\\u200D)[^\\s\\p{L}\\p{N}_])*`,
  ].join("|"),
  "gu",
);

/** The text's words, runs of white space, newlines and signs, in order; together they are the text. */
export function tokensOf(text: string): string[] {
  return text.match(TOKEN) ?? [];
}

/** Whether a token is a word (or part of one) rather than a sign or white space. */
export function isWord(token: string): boolean {
  return /^[\p{L}\p{N}\p{M}_]/u.test(token);
}

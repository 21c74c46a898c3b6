/** Small work on markdown-it's tokens. */
import Parser, { type Token } from "markdown-it";

/** A token that stands alone, or opens or closes an element. */
export function newToken(type: string, tag = "", nesting: -1 | 0 | 1 = 0): Token {
  return new Parser.Token(type, tag, nesting);
}

/** Words, to be escaped when they are written. */
export function textToken(content: string): Token {
  const token = newToken("text");
  token.content = content;
  return token;
}

/** What is read of inline tokens: text, code and formulas as written, of pictures their description. */
export function wordsOf(tokens: readonly Token[]): string {
  let words = "";
  for (const { type, content, children } of tokens) {
    if (type === "text" || type === "code_inline" || type === "math") words += content;
    else if (type === "image") words += wordsOf(children ?? []);
    else if (type === "softbreak" || type === "hardbreak") words += " ";
  }
  return words;
}

/** Texts that are written to keep a renderer busy, each of about so many characters. */

/** The piece again and again, up to so many characters. */
export function filled(piece: string, length: number): string {
  return piece.repeat(Math.ceil(length / piece.length)).slice(0, length);
}

/** Each line with its number in it, up to so many characters. */
function numbered(line: (n: number) => string, length: number): string {
  const lines: string[] = [];
  for (let n = 0, written = 0; written < length; n++) {
    const text = line(n);
    lines.push(text);
    written += text.length;
  }
  return lines.join("");
}

export const BOMBS: Readonly<Record<string, (length: number) => string>> = {
  "quotes within quotes": (n) => filled(">", n),
  "quotes within quotes, line by line": (n) => numbered((i) => `${"> ".repeat(i % 500)}a\n`, n),
  "lists within lists": (n) => filled("- ", n),
  "lists within lists, line by line": (n) => numbered((i) => `${"  ".repeat(i % 500)}- a\n`, n),
  "a table of many columns": (n) => `${filled("|a", n / 3)}\n${filled("|-", n / 3)}\n${filled("|b", n / 3)}\n`,
  "a table of many rows": (n) => `|a|b|\n|-|-|\n${filled("|c|d|\n", n)}`,
  "tables by the thousand": (n) => filled("|a|\n|-|\n|b|\n\n", n),
  "a very long address": (n) => `[a](${filled("b", n)})`,
  "a very long bare address": (n) => `https://${filled("a.", n)}`,
  "addresses with brackets": (n) => filled("http://a.b/(", n),
  "links by the thousand": (n) => filled("[a](b) ", n),
  "marks of emphasis": (n) => filled("*a **b ", n),
  "marks of emphasis that close nothing": (n) => filled("*", n),
  "underscores and asterisks": (n) => filled("_*_**__a", n),
  "brackets that open": (n) => filled("[", n),
  "brackets within brackets": (n) => filled("[", n / 2) + filled("]", n / 2),
  "pictures within pictures": (n) => filled("![", n / 2) + filled("](a)", n / 2),
  "backticks of every length": (n) => numbered((i) => `${"`".repeat(i % 1000)}a `, n),
  backticks: (n) => filled("`a", n),
  "comments that stay open": (n) => filled("<!-- ", n),
  "comments by the thousand": (n) => filled("<!-- a -->", n),
  "elements that stay open": (n) => filled("<div>", n),
  "elements that stay open, slide by slide": (n) => filled("<div><b>\n\n\n", n),
  "attributes that stay open": (n) => filled('<a b="', n),
  "an element of many attributes": (n) => `<a ${numbered((i) => `a${i}="b" `, n)}>`,
  entities: (n) => filled("&amp;", n),
  "entities that are none": (n) => filled("&a", n),
  "definitions by the ten thousand": (n) => numbered((i) => `[a${i}]: b\n`, n),
  "definitions that are used": (n) => numbered((i) => `[a${i}]: b\n`, n / 2) + numbered((i) => `[a${i}] `, n / 2),
  "footnotes by the ten thousand": (n) => numbered((i) => `[^a${i}]: b\n`, n / 2) + numbered((i) => `[^a${i}] `, n / 2),
  "one footnote many times": (n) => `[^a]: b\n\n${filled("[^a]", n)}`,
  "headings of one name": (n) => filled("## a\n", n),
  "talks of one name": (n) => filled("a\n---\n", n),
  "talks with speakers": (n) => numbered((i) => `t${i}\n---\nAnn @a\n\n`, n),
  "slides by the ten thousand": (n) => filled("a\n\n\n", n),
  "columns by the ten thousand": (n) => filled("a\n\n\n\n", n),
  "notes by the ten thousand": (n) => filled("a\n\nNote: b\n\n\n", n),
  "a line without end": (n) => filled("a", n),
  "words without end": (n) => filled("a ", n),
  "lines without end": (n) => filled("a\n", n),
  "paragraphs without end": (n) => filled("a\n\n", n),
  "white space without end": (n) => `a${filled(" ", n)}b`,
  "blank lines without end": (n) => filled("\n", n),
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is JavaScript to be coloured.
  "code of every language": (n) => filled("```js\nlet a = `${b}` / /c/;\n```\n\n", n),
  maths: (n) => filled("$a_{b_{c}}$ ", n),
  "maths within maths": (n) => `$${filled("{", n / 2)}${filled("}", n / 2)}$`,
  "task lists": (n) => filled("- [ ] a\n", n),
  handles: (n) => filled("@a ", n),
  "mail addresses": (n) => filled("a@b.c ", n),
  previews: (n) => filled("[preview:20](other.md)\n\n", n),
  "control characters": (n) => filled("\u0000\u202e\ufeff\ud800", n),
};

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { deckHtml } from "../../server/render/deck-html.ts";
import {
  MAX_FOOTNOTES,
  MAX_FRAGMENT,
  MAX_FRAGMENTS,
  MAX_MATH,
  MAX_MATH_PER_PAGE,
  MAX_NESTING,
  MAX_TAGS,
} from "../../server/render/limits.ts";
import { pageHtml } from "../../server/render/page-html.ts";
import { contextOf, rendered } from "./contexts.ts";
import { assertSafe, wordsIn } from "./safe-html.ts";

/** The piece again and again, up to so many characters. */
function filled(piece: string, length: number): string {
  return piece.repeat(Math.ceil(length / piece.length)).slice(0, length);
}

/** Texts that made parsers slow, by their length. */
const SHAPES: Record<string, (length: number) => string> = {
  "backticks of every length": (n) =>
    Array.from({ length: Math.floor(Math.sqrt(2 * n)) }, (_, i) => "`".repeat(i + 1)).join(" "),
  "brackets within brackets": (n) => filled("[", n / 2) + filled("](b)", n / 2),
  "pictures within pictures": (n) => filled("![a](", n / 2) + filled(")", n / 2),
  "references to one definition": (n) => `[a]: b\n\n${filled("[a][", n)}`,
  "a wide table": (n) => `${filled("|a", 200)}\n${filled("|-", 200)}\n${filled(`${filled("|b", 200)}\n`, n)}`,
  "a table of short rows": (n) => `${filled("|a", 100)}\n${filled("|-", 100)}\n${filled("x\n", n)}`,
  "deep lists": (n) => filled(Array.from({ length: 200 }, (_, i) => `${"  ".repeat(i)}- a\n`).join(""), n),
  "a long heading": (n) => `## a${" ".repeat(n)}b`,
  "a formula that nests": (n) => `$${filled("{", n / 2)}${filled("}", n / 2)}$`,
  "footnotes within footnotes": (n) =>
    `[^0]\n\n${Array.from({ length: n / 20 }, (_, i) => `[^${i}]: [^${i + 1}] words\n`).join("")}`,
  "a footnote on every slide": (n) => `[^a]: ${filled("words ", n / 2)}\n\n\n${filled("x[^a]\n\n\n", n / 2)}`,
  "a long definition": (n) => `words\n[${filled("a", n)}]: b`,
  ...Object.fromEntries(
    [
      "<!--",
      "<?",
      "<![CDATA[",
      '<a b="',
      "<a ",
      "<a>",
      "</a>",
      "<div>\n",
      "<div>x\n\n",
      "<b>x</b> ",
      "<table><tr><td>",
      "[",
      "[a](",
      "![",
      "[gimmick:",
      "[gimmick:a](",
      "[preview:3](a.md)\n",
      "x [preview:3](a.md) ",
      "*a ",
      "*a**b",
      "_a__b",
      "~~a",
      ">",
      "> ",
      "- ",
      "- a\n",
      "1. a\n",
      "- a\n\n\n",
      "a\n\n\n\n",
      "a\n\nNote: b\n\n\n",
      "Note: b\n",
      "a\n---\n",
      "a\n===\n",
      "T\n-\nAnn @a\n\n",
      "T\n-\nNote: x\n",
      "##a\n",
      "### a\n\n",
      "http://",
      "http://a.b/(",
      "$",
      "$a",
      "$a$ ",
      "$$",
      "$$a\n",
      "$$a$$\n",
      "$\\frac{",
      "a[^b]",
      "[^b]: c\n",
      "[^b]\n\n[^b]: [^b]\n",
      "[^",
      "a@",
      "@a ",
      "@",
      "@a.",
      "[a]: b\n",
      "[a]:\n",
      "&amp",
      "\\",
      "```js\na = 1;\n```\n",
      "```\n",
      "Warning: x\n\n",
      "- TODO x\n",
      "- [ ] x\n",
      '- x <!-- .element: class="fragment" -->\n',
      '<!-- .slide: class="center" -->\n\n\n',
      '<a name="a"></a>\n\n',
      "a\n",
      "a  \n",
      "    - a\n",
      " ",
      "\n",
      "\t",
      "-",
      "\ud800",
      "\u202e<",
    ].map((piece) => [JSON.stringify(piece), (n: number) => filled(piece, n)]),
  ),
};

const CONTEXT = contextOf(undefined, { "a.md": "A\n-\n\nwords" });

function both(text: string): void {
  pageHtml(text, CONTEXT);
  deckHtml(text, CONTEXT);
}

/** Milliseconds of this process's own time, the less of two runs. */
function cost(text: string): number {
  const runs = [0, 1].map(() => {
    const before = process.cpuUsage();
    both(text);
    return process.cpuUsage(before).user / 1000;
  });
  return Math.min(...runs);
}

describe("ten times the text", () => {
  // Linear work is 10, quadratic 100; what is between is left to noise and to the garbage collector.
  const MOST = 35;
  const UNMEASURABLE = 3;
  for (const [name, shape] of Object.entries(SHAPES)) {
    it(`is about ten times the work: ${name}`, () => {
      both(shape(1000));
      const small = Math.max(cost(shape(2000)), UNMEASURABLE);
      const large = cost(shape(20_000));
      assert.ok(large < small * MOST, `${small} ms became ${large} ms`);
    });
  }
});

describe("beyond a limit", () => {
  it("a slide is shown as it is written", () => {
    const long = filled("**a** ", MAX_FRAGMENT + 1);
    assert.equal(
      rendered(`# T\n\n\n${long}`),
      `<h2 id="user-content-t"><span id="T"></span>T</h2>\n<hr class="cut">\n<pre tabindex="0"><code>${long.trimEnd()}</code></pre>\n`,
    );
    assert.match(rendered(long.slice(0, MAX_FRAGMENT)), /<strong>/);
  });

  it("the slides after so many are shown as they are written", () => {
    const html = rendered("*a*\n\n\n".repeat(MAX_FRAGMENTS + 2));
    assert.equal(html.match(/<em>a<\/em>/g)?.length, MAX_FRAGMENTS);
    assert.equal(html.match(/<pre tabindex="0"><code>\*a\*<\/code><\/pre>/g)?.length, 2);
  });

  it("deeper quotes and lists keep their words", () => {
    for (const piece of ["> ", "- ", "> - ", "1. "]) {
      const html = rendered(`${piece.repeat(MAX_NESTING * 3)}words at the bottom`);
      assertSafe(html, piece);
      assert.match(wordsIn(html), /words at the bottom/);
      assert.ok((html.match(/<(?:blockquote|ul|ol|li)>/g)?.length ?? 0) <= MAX_NESTING + 10);
    }
  });

  it("tags by the thousand are shown as text", () => {
    const some = rendered("<b>a</b> ".repeat(MAX_TAGS / 2));
    const many = rendered("<b>a</b> ".repeat(MAX_TAGS / 2 + 1));
    assert.equal(some.match(/<b>/g)?.length, MAX_TAGS / 2);
    assert.ok(!many.includes("<b>"));
    assert.equal(many.match(/&lt;b&gt;/g)?.length, MAX_TAGS / 2 + 1);
    assertSafe(rendered("<div>\n".repeat(MAX_TAGS * 2)), "divs");
    assertSafe(rendered(`<pre>\n${"<div>".repeat(MAX_TAGS * 2)}`), "divs in pre");
  });

  it("formulas are shown as they are written", () => {
    const many = rendered("$x^2$ ".repeat(MAX_MATH_PER_PAGE / 3 + 1));
    assert.equal(many.match(/<math /g)?.length, Math.floor(MAX_MATH_PER_PAGE / 3));
    assert.match(many, /\$x\^2\$<\/p>/);
    assert.ok(!rendered(`$${"x".repeat(MAX_MATH + 1)}$`).includes("<math"));
    assert.ok(!rendered(`$${"\\sqrt{".repeat(150)}${"}".repeat(150)}$`).includes("<math"));
  });

  it("footnotes are not repeated on every slide without end", () => {
    const long = filled("words ", 40_000);
    const { columns } = deckHtml(`[^a]: ${long}\n\n\n${"x[^a]\n\n\n".repeat(20)}`, CONTEXT);
    const slides = columns.flatMap((column) => column.slides).map(({ html }) => html);
    assert.equal(slides.filter((html) => html.includes(long.trim())).length, Math.floor(MAX_FOOTNOTES / long.length));
    assert.match(slides.at(-1) ?? "", /x\[\^a\]/);
  });

  it("a title of any length is words", () => {
    const [talk] = pageHtml(`E\n-\n\n${filled("<b>a", 50_000)}\n---\nx`, CONTEXT).talks;
    assertSafe(talk?.titleHtml ?? "<missing>", "title");
  });

  it("a megabyte is a page", () => {
    const talk = `Talk\n----\nAnn Lee @ann\n\n${"- *a* [b](c.md) and words, more words\n".repeat(16)}\n\n- https://e.example\n\n\n\n`;
    const { talks } = pageHtml(talk.repeat(1600), CONTEXT);
    assert.ok(talk.length * 1600 > 1024 * 1024);
    assert.equal(talks.length, 1599);
    assert.match(talks.at(-1)?.html ?? "", /e\.example/);
  });
});

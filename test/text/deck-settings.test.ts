import assert from "node:assert/strict";
import { test } from "node:test";
import { parseEvent } from "../../server/text/event.ts";
import { isOneSlide, notesOf, parseSlides } from "../../server/text/slides.ts";

/** Columns by `|`, slides of one by `/`. */
function cut(text: string, by?: Parameters<typeof parseSlides>[1]): string {
  const columns = parseSlides(text, by);
  return columns
    .map((slides) => slides.map(({ body }) => text.slice(body.from, body.to).replaceAll("\n", "~")).join(" / "))
    .join(" | ");
}

test("where no blank lines cut, --- begins a column and ---- a slide below", () => {
  assert.equal(cut("a\n\n---\n\nb\n\n----\n\nc\n\n---\n\nd"), "a | b / c | d");
  assert.equal(cut("---\n\na\n\n---\n\n----\n\nb\n\n---\n"), "a | b");
});

test("where blank lines cut, rules are rules", () => {
  assert.equal(cut("a\n\n---\n\nb\n\n\nc"), "a~~---~~b / c");
});

test("a rule cuts only with a blank line above: a title's underline never does", () => {
  assert.equal(cut("Title\n---\n\nwords\n\n---\n\nmore"), "Title~---~~words | more");
  assert.equal(cut("Title\n----\n\nwords"), "Title~----~~words");
});

test("a separator in code, comments and quotes cuts nothing", () => {
  for (const text of ["```\n\n---\n\n```", "<!--\n\n---\n\n-->", "> a\n>\n> ---\n>\n> b", "a\n\n    ---\n\nb"]) {
    assert.equal(parseSlides(text).flat().length, 1, text);
  }
});

test("front matter names separators, in one line or indented, and then blank lines cut nothing", () => {
  for (const settings of [
    "slides: {separator: ---}",
    'slides: { separator: "---" }',
    "slides: {theme: dark, separator: '---', vertical: ----}",
    "slides:\n  separator: ---",
    'slides:\n  theme: dark\n  separator: "---"\n  vertical: "----"',
  ]) {
    const text = `---\n${settings}\n---\na\n\n\n\nb\n\n---\n\nc\n\n----\n\nd`;
    assert.equal(cut(text), "a~~~~b | c / d", settings);
  }
});

test("a separator may be any line", () => {
  const text = "---\nslides: {separator: '<!-- slide -->', vertical: '***'}\n---\na\n\n***\n\nb\n\n---\n\nc";
  assert.equal(cut(text), "a / b~~---~~c");
  assert.equal(cut("---\nslides:\n  separator: +++\n---\na\n\n+++\n\nb\n\n----\n\nc"), "a | b~~----~~c");
});

test("front matter without a word on slides changes nothing", () => {
  for (const settings of ["theme: dark", "slides: {}", "slides:", "slides:\n  theme: dark", "cut: sideways"]) {
    assert.equal(cut(`---\n${settings}\n---\na\n\n\n\nb`), "a | b", settings);
  }
});

test("cut: headings cuts a page at its titles, the first two levels to the right, the third below", () => {
  const text = "---\ncut: headings\n---\n# A\na\n\n## B\nb\n\n### C\nc\n\n#### D\n\n\n\nE\n---\ne";
  assert.equal(cut(text), "# A~a | ## B~b / ### C~c~~#### D | E~---~e");
  assert.equal(cut("Title\n---\nwords\n\nTalk\n---\nmore", { by: "headings" }), "Title~---~words | Talk~---~more");
});

test("cut: blank lines keeps rules as rules on a page that has nothing else", () => {
  assert.equal(cut("---\ncut: blank lines\n---\na\n\n---\n\nb"), "a~~---~~b");
});

test("a page of one slide is known as one, so that it can be offered to be cut at its titles", () => {
  assert.equal(isOneSlide(parseSlides("# A\n\n## B\n\nwords")), true);
  assert.equal(isOneSlide(parseSlides("# A\n\n\nB")), false);
  assert.equal(isOneSlide(parseSlides("a\n\n---\n\nb")), false);
});

test("notes end with their slide, however it is cut", () => {
  const text = "a\n\nNote: said\n\n---\n\nb";
  const [first, second] = parseSlides(text).flat();
  assert.ok(first && second);
  assert.equal(notesOf(text, first), "said");
  assert.equal(notesOf(text, second), "");
});

test("the title in the front matter is the page's where it has no heading", () => {
  assert.equal(parseEvent('---\ntitle: "Notes of a day"\n---\nwords').title, "Notes of a day");
  assert.equal(parseEvent("---\ntitle: Other\n---\n# Mine").title, "Mine");
});

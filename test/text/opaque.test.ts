import assert from "node:assert/strict";
import { test } from "node:test";
import { closerOf, scanLines } from "../../server/text/opaque.ts";

/** Each line's kind by its first letter: blank, plain, opaque; in capitals inside list items. */
function kinds(text: string): string {
  return [...scanLines(text)]
    .map(({ kind, nested }) => (nested ? kind.charAt(0).toUpperCase() : kind.charAt(0)))
    .join("");
}

test("fences, verbatim elements and comments are opaque, their first and last lines too", () => {
  assert.equal(kinds("a\n```\n\nb\n```\nc\n"), "pooo" + "op");
  assert.equal(kinds("<style>\n\n</style>\na\n"), "ooop");
  assert.equal(kinds("<!--\n\na --> b\nc\n"), "ooop");
  assert.equal(kinds("<!-- a -->\nb\n"), "op");
});

test("list items are followed by their content's column", () => {
  assert.equal(kinds("- a\n  b\n\n  c\nd\n"), "PPBPp");
  assert.equal(kinds("10. a\n    b\n   c\n"), "PPp");
  assert.equal(kinds("-\ta\n    b\n  c\n"), "PPp");
  assert.equal(kinds("- a\n    - b\n\n    c\nd\n"), "PPBPp");
});

test("rules, underlines and numbers without a space are no list items", () => {
  assert.equal(kinds("---\n- - -\n* * *\n-\n1.5\n1986\n"), "pppppp");
});

test("what is left open at the end has the line that closes it", () => {
  assert.equal(closerOf("a\n"), null);
  assert.equal(closerOf("```\na\n```\n"), null);
  assert.equal(closerOf("````js\na\n```\n"), "````");
  assert.equal(closerOf("~~~\n```\n"), "~~~");
  assert.equal(closerOf("<!-- a\n"), "-->");
  assert.equal(closerOf("<PRE>\n"), "</pre>");
});

test("a fence in an open list item needs no closing: the next line of text ends it", () => {
  assert.equal(closerOf("- a\n  ```\n  b\n"), null);
});

test("a line of many markers is followed only so far", () => {
  assert.equal(kinds(`${"- ".repeat(100)}a\nb\n`), "Pp");
});

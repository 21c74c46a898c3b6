import assert from "node:assert/strict";
import { test } from "node:test";
import { isBlank, linesOf } from "../../server/text/lines.ts";

test("a line has its start, its end before the newline, and the next one's start", () => {
  assert.deepEqual(linesOf("ab\n\nc"), [
    { from: 0, to: 2, next: 3 },
    { from: 3, to: 3, next: 4 },
    { from: 4, to: 5, next: 5 },
  ]);
});

test("a newline at the end starts no further line", () => {
  assert.equal(linesOf("").length, 0);
  assert.equal(linesOf("a").length, 1);
  assert.equal(linesOf("a\n").length, 1);
  assert.equal(linesOf("\n").length, 1);
  assert.equal(linesOf("a\n\n").length, 2);
});

test("only a newline ends a line", () => {
  assert.equal(linesOf("a\u2028b\u0085c\fd\ve").length, 1);
});

test("spaces and tabs are blank, other spaces are not", () => {
  for (const text of ["", " ", "\t \t"]) assert.equal(isBlank(text, { from: 0, to: text.length }), true);
  for (const text of ["a", " .", "\u00a0", "\u3000"]) assert.equal(isBlank(text, { from: 0, to: text.length }), false);
});

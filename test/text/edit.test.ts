import assert from "node:assert/strict";
import { test } from "node:test";
import { applyEdits, mapOffset } from "../../server/text/edit.ts";

test("edits are applied by their offsets in the old text", () => {
  const edits = [
    { from: 0, to: 0, insert: ">" },
    { from: 1, to: 3, insert: "" },
    { from: 4, to: 5, insert: "xyz" },
  ];
  assert.equal(applyEdits("abcde", edits), ">adxyz");
  assert.equal(applyEdits("abcde", []), "abcde");
});

test("edits that touch are applied one after the other", () => {
  const edits = [
    { from: 1, to: 2, insert: "x" },
    { from: 2, to: 2, insert: "y" },
    { from: 2, to: 3, insert: "z" },
  ];
  assert.equal(applyEdits("abc", edits), "axyz");
});

test("edits that overlap, run backwards or leave the text are refused", () => {
  const wrong = [
    [
      { from: 0, to: 2, insert: "" },
      { from: 1, to: 3, insert: "" },
    ],
    [
      { from: 2, to: 2, insert: "" },
      { from: 0, to: 0, insert: "" },
    ],
    [{ from: 2, to: 1, insert: "" }],
    [{ from: 0, to: 4, insert: "" }],
    [{ from: -1, to: 0, insert: "" }],
  ];
  for (const edits of wrong) assert.throws(() => applyEdits("abc", edits), RangeError);
});

test("an offset is carried through insertions before it, and by its side at one upon it", () => {
  const edits = [{ from: 2, to: 2, insert: "xyz" }];
  assert.equal(mapOffset(1, edits, 1), 1);
  assert.equal(mapOffset(2, edits, -1), 2);
  assert.equal(mapOffset(2, edits, 1), 5);
  assert.equal(mapOffset(3, edits, -1), 6);
});

test("an offset inside replaced text goes to the side it is asked for", () => {
  const edits = [{ from: 1, to: 4, insert: "XY" }];
  assert.deepEqual(
    [1, 2, 3, 4, 5].map((offset) => mapOffset(offset, edits, -1)),
    [1, 1, 1, 3, 4],
  );
  assert.deepEqual(
    [1, 2, 3, 4, 5].map((offset) => mapOffset(offset, edits, 1)),
    [1, 3, 3, 3, 4],
  );
});

test("offsets keep their order through any edits", () => {
  const edits = [
    { from: 0, to: 2, insert: "" },
    { from: 2, to: 2, insert: "abc" },
    { from: 3, to: 6, insert: "z" },
  ];
  for (const assoc of [-1, 1] as const) {
    const mapped = [0, 1, 2, 3, 4, 5, 6, 7].map((offset) => mapOffset(offset, edits, assoc));
    assert.deepEqual(
      mapped,
      mapped.toSorted((a, b) => a - b),
    );
  }
});

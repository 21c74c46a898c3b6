import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { blockWith, linesUpFrom } from "../../client/editor/preview-place.ts";

/** The words of the line that `|` is in or, where it shows none, of the next above. */
function nearest(text: string) {
  const [line] = linesUpFrom(text.replace("|", ""), text.indexOf("|"));
  return { words: line?.words, nth: line?.nth() };
}

describe("what is being written is known", () => {
  for (const [fact, text, words, nth] of [
    ["by the words of its line", "- one\n- two **bold|**\n- three", "twobold", 0],
    ["whatever signs stand before them", "> - [ ] TODO [a link](https://example.org)|", "todoalink", 0],
    ["by the line above where its own shows nothing", "One\n---\n\n|", "one", 0],
    ["apart from lines like it", "- yes\n- no\n- yes|", "yes", 1],
    ["without the word that makes it a note", "Note: aside|", "aside", 0],
  ] as const) {
    test(fact, () => assert.deepEqual(nearest(text), { words, nth }));
  }
});

test("no line is known where none above the caret has words", () => {
  assert.deepEqual(linesUpFrom("", 0), []);
  assert.deepEqual(linesUpFrom("\n\n---\n", 3), []);
});

test("of the lines above only the nearest are read, and all of them only where two blocks show the same", () => {
  const text = `${"- yes\n".repeat(100)}- only once`;
  const [line] = linesUpFrom(text, text.length);
  assert.equal(linesUpFrom(text, text.length).length, 20);
  const asked = { words: line?.words ?? "", nth: () => assert.fail("the line is there once") };
  assert.equal(blockWith(["yes", "onlyonce", "yes"], asked), 1);
});

test("a line is shown by the block that shows nothing else, or by one that holds it", () => {
  assert.equal(blockWith(["onetwo", "one"], { words: "one", nth: () => 0 }), 1);
  assert.equal(blockWith(["onetwo", "three"], { words: "two", nth: () => 0 }), 0);
  assert.equal(blockWith(["yes", "no", "yes"], { words: "yes", nth: () => 1 }), 2);
  assert.equal(blockWith(["yes"], { words: "no", nth: () => 0 }), -1);
});

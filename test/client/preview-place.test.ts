import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { blockWith, linesUpFrom } from "../../client/editor/preview-place.ts";

/** The words of the line that `|` is in or, where it shows none, of the next above. */
function nearest(text: string) {
  return linesUpFrom(text.replace("|", ""), text.indexOf("|"))[0];
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

test("a line is shown by the block that shows nothing else, or by one that holds it", () => {
  assert.equal(blockWith(["onetwo", "one"], { words: "one", nth: 0 }), 1);
  assert.equal(blockWith(["onetwo", "three"], { words: "two", nth: 0 }), 0);
  assert.equal(blockWith(["yes", "no", "yes"], { words: "yes", nth: 1 }), 2);
  assert.equal(blockWith(["yes"], { words: "no", nth: 0 }), -1);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  counted,
  countedInWords,
  inDigits,
  inWords,
  listed,
  sentence,
  shortened,
} from "../../../server/http/models/words.ts";

test("a number up to twenty is a word, a larger one is digits in groups of three", () => {
  assert.deepEqual([0, 1, 14, 20, 21, 212, 1140, 1234567].map(inWords), [
    "no",
    "one",
    "fourteen",
    "twenty",
    "21",
    "212",
    "1,140",
    "1,234,567",
  ]);
  assert.equal(inDigits(999), "999");
});

test("what is counted agrees with its number", () => {
  assert.equal(counted(1, "talk"), "1 talk");
  assert.equal(counted(0, "talk"), "0 talks");
  assert.equal(countedInWords(2, "person", "people"), "two people");
});

test("a list of names ends in and, and has no comma before it", () => {
  assert.equal(listed([]), "");
  assert.equal(listed(["Maren"]), "Maren");
  assert.equal(listed(["Maren", "Tobias"]), "Maren and Tobias");
  assert.equal(listed(["Maren", "Tobias", "Ilse"]), "Maren, Tobias and Ilse");
});

test("a narrow place names two people at most", () => {
  assert.equal(shortened([]), "");
  assert.equal(shortened(["Maren", "Guest 9"]), "Maren, Guest 9");
  assert.equal(shortened(["Ilse", "Tobias", "Maren"]), "Ilse and two more");
});

test("a sentence begins with a capital, also beyond the basic plane", () => {
  assert.equal(sentence("seven talks"), "Seven talks");
  assert.equal(sentence("ünder"), "Ünder");
  assert.equal(sentence("𐐨x"), "𐐀x");
  assert.equal(sentence(""), "");
});

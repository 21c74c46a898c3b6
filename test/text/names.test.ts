import assert from "node:assert/strict";
import { test } from "node:test";
import { initialsOf, shortNameOf, writingWords } from "../../server/text/names.ts";

test("initials are of the first and the last name, a guest's are the number", () => {
  const cases = [
    ["Maren Oduya", "MO"],
    ["Pilar Maria Estévane", "PE"],
    ["Cher", "CH"],
    ["x", "X"],
    ["Guest 12", "12"],
    ["Guest 1234", "234"],
    ["élan vital", "ÉV"],
    ["山田 太郎", "山太"],
    ["!!!", "?"],
    ["", "?"],
  ] as const;
  for (const [name, initials] of cases) assert.equal(initialsOf(name), initials, name);
});

test("a name is short by its first word, a guest's stays whole", () => {
  assert.deepEqual(["Maren Oduya", "Guest 12", " Ilse ", ""].map(shortNameOf), ["Maren", "Guest 12", "Ilse", ""]);
});

test("who writes is told in a sentence that agrees with how many they are, and is never long", () => {
  assert.equal(writingWords([]), null);
  assert.deepEqual(writingWords(["Maren Oduya"]), { who: "Maren", verb: "is writing", join: "Join" });
  const two = { who: "Maren and Guest 7", verb: "are writing", join: "Join them" };
  assert.deepEqual(writingWords(["Maren Oduya", "Guest 7"]), two);
  const hall = Array.from({ length: 40 }, (_, n) => `Guest ${n + 1}`);
  assert.equal(writingWords(hall.slice(0, 3))?.who, "Guest 1, Guest 2 and Guest 3");
  assert.equal(writingWords(hall)?.who, "Guest 1, Guest 2 and 38 others");
});

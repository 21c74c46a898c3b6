import assert from "node:assert/strict";
import { test } from "node:test";
import { hunksBetween, hunksOrWhole, ORDINARY_EFFORT } from "../../server/text/sequence-diff.ts";
import { createRandom } from "../kit/random.ts";

/** The hunks in a line: "oldFrom-oldTo newFrom-newTo". */
function shown(hunks: ReturnType<typeof hunksBetween>): string[] {
  return hunks.map(({ oldFrom, oldTo, newFrom, newTo }) => `${oldFrom}-${oldTo} ${newFrom}-${newTo}`);
}

test("the smallest set of hunks is found while the effort lasts", () => {
  assert.deepEqual(shown(hunksBetween([..."abcd"], [..."xbdy"], { left: ORDINARY_EFFORT })), [
    "0-1 0-1",
    "2-3 2-2",
    "4-4 3-4",
  ]);
  assert.deepEqual(hunksBetween([..."abc"], [..."abc"], { left: 0 }), []);
});

test("without effort, elements found once on both sides hold the sequences together", () => {
  assert.deepEqual(shown(hunksBetween([..."1a2b3"], [..."4a5b6"], { left: 0 })), ["0-1 0-1", "2-3 2-3", "4-5 4-5"]);
});

test("elements found twice, or in another order, are no anchors", () => {
  assert.deepEqual(shown(hunksBetween([..."1a2a3"], [..."4a5a6"], { left: 0 })), ["0-5 0-5"]);
  assert.deepEqual(shown(hunksBetween([..."1abc2"], [..."3cab4"], { left: 0 })), ["0-1 0-2", "3-5 4-5"]);
});

test("what both begin and end with is outside the one hunk that is left without effort", () => {
  assert.deepEqual(shown(hunksOrWhole([..."abcde"], [..."axcye"], { left: 0 })), ["1-4 1-4"]);
});

test("no comparison spends more than there is, whatever is compared", () => {
  const random = createRandom();
  for (const kinds of [2, 10, 1000, 1_000_000]) {
    for (const length of [10, 1000, 20_000]) {
      const sequence = (): string[] => Array.from({ length: random.int(length) }, () => String(random.int(kinds)));
      for (const effort of [0, 1000, 1_000_000]) {
        const spending = { left: effort };
        hunksBetween(sequence(), sequence(), spending);
        assert.ok(
          spending.left >= 0,
          `SEED=${random.seed}: ${kinds} kinds, up to ${length}, ${spending.left} left of ${effort}`,
        );
      }
    }
  }
});

test("the same sequences give the same hunks every time", () => {
  const random = createRandom(7);
  const sequence = (): string[] => Array.from({ length: 3000 }, () => String(random.int(50)));
  const [a, b] = [sequence(), sequence()];
  assert.deepEqual(hunksBetween(a, b, { left: 1_000_000 }), hunksBetween(a, b, { left: 1_000_000 }));
});

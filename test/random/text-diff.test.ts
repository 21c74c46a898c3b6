import assert from "node:assert/strict";
import { test } from "node:test";
import { editsBetween, lineHunks, pairLines, type Span, wordSpans } from "../../server/text/diff.ts";
import { applyEdits, type Edit, mapOffset } from "../../server/text/edit.ts";
import { linesOf } from "../../server/text/lines.ts";
import { createRandom, type Random } from "../kit/random.ts";
import { randomlyEdited, randomNotes } from "./text-kit.ts";

const SEED = createRandom().seed;
const RUNS = Number(process.env.RUNS ?? 2_000);
const LINES = 30;

/** A surrogate without its other half. */
const HALF = /\p{Surrogate}/u;

/** The same fact of many pairs of texts: mostly one and what somebody did to it, sometimes two strangers. */
function ofRandomPairs(name: string, fact: (a: string, b: string) => void): void {
  test(`${name} (seed ${SEED})`, () => {
    const random = createRandom(SEED);
    for (let run = 0; run < RUNS; run++) {
      const a = randomNotes(random, LINES);
      const b = random.chance(0.8) ? randomlyEdited(random, a) : randomNotes(random, LINES);
      try {
        fact(a, b);
      } catch (error) {
        throw new Error(`seed ${SEED}, run ${run}: ${JSON.stringify([a, b])}`, { cause: error });
      }
    }
  });
}

ofRandomPairs("the edits between two texts lead from one to the other", (a, b) => {
  const edits = editsBetween(a, b);
  assert.equal(applyEdits(a, edits), b);
  assert.equal(edits.length === 0, a === b);
});

ofRandomPairs("no edit holds or cuts half a character", (a, b) => {
  for (const { from, to, insert } of editsBetween(a, b)) {
    assert.ok(!HALF.test(insert));
    assert.ok(isWhole(a, from) && isWhole(a, to));
  }
});

ofRandomPairs("edits are in order, apart, and none says nothing", (a, b) => {
  let free = -1;
  for (const { from, to, insert } of editsBetween(a, b)) {
    assert.ok(from > free && to >= from);
    assert.notEqual(a.slice(from, to), insert);
    free = to;
  }
});

ofRandomPairs("an offset never overtakes another, and lands in the new text", (a, b) => {
  const edits = editsBetween(a, b);
  for (const assoc of [-1, 1] as const) {
    let last = 0;
    for (let offset = 0; offset <= a.length; offset++) {
      const mapped = mapOffset(offset, edits, assoc);
      assert.ok(mapped >= last && mapped <= b.length);
      last = mapped;
    }
  }
  assert.ok(untouched(a, edits).every((at) => a[at] === b[mapOffset(at, edits, 1)]));
});

ofRandomPairs("hunks hold all lines that differ, and lines outside them are equal", (a, b) => {
  const oldLines = linesOf(a).map(({ from, next }) => a.slice(from, next));
  const newLines = linesOf(b).map(({ from, next }) => b.slice(from, next));
  let old = 0;
  let now = 0;
  for (const hunk of lineHunks(a, b)) {
    assert.deepEqual(oldLines.slice(old, hunk.oldFrom), newLines.slice(now, hunk.newFrom));
    assert.ok(hunk.oldTo > hunk.oldFrom || hunk.newTo > hunk.newFrom);
    old = hunk.oldTo;
    now = hunk.newTo;
  }
  assert.deepEqual(oldLines.slice(old), newLines.slice(now));
});

ofRandomPairs("the words outside the changed ones are the same on both lines", (a, b) => {
  const was = a.replaceAll("\n", " ");
  const is = b.replaceAll("\n", " ");
  const spans = wordSpans(was, is);
  assert.equal(without(was, spans.old).replace(/\s/g, ""), without(is, spans.new).replace(/\s/g, ""));
});

ofRandomPairs("rows hold every line once and in order", (a, b) => {
  const rows = pairLines(a.split("\n"), b.split("\n"));
  assert.deepEqual(
    rows.flatMap((row) => row.old ?? []),
    a.split("\n"),
  );
  assert.deepEqual(
    rows.flatMap((row) => row.new ?? []),
    b.split("\n"),
  );
});

test(`texts with lone surrogates and any character still come out right (seed ${SEED})`, () => {
  const random = createRandom(SEED);
  for (let run = 0; run < RUNS; run++) {
    const a = anyUnits(random);
    const b = anyUnits(random);
    assert.equal(applyEdits(a, editsBetween(a, b)), b, `seed ${SEED}, run ${run}: ${JSON.stringify([a, b])}`);
  }
});

function anyUnits(random: Random): string {
  const units = Array.from({ length: random.int(40) }, () =>
    random.chance(0.4) ? 0xd800 + random.int(0x800) : random.pick([10, 32, 97, 98, 0x301, 0x200d, random.int(0x10000)]),
  );
  return String.fromCharCode(...units);
}

/** Offsets of the old text's units that no edit takes away. */
function untouched(text: string, edits: readonly Edit[]): number[] {
  const offsets = Array.from({ length: text.length }, (_, at) => at);
  return offsets.filter((at) => !edits.some(({ from, to }) => from <= at && at < to));
}

function without(line: string, spans: readonly Span[]): string {
  return applyEdits(
    line,
    spans.map(({ from, to }) => ({ from, to, insert: "" })),
  );
}

/** Whether the offset stands between two characters. */
function isWhole(text: string, offset: number): boolean {
  return !HALF.test(text.slice(0, offset)) && !HALF.test(text.slice(offset));
}

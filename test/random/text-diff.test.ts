import assert from "node:assert/strict";
import { test } from "node:test";
import { editsBetween, lineHunks, pairLines, wordSpans } from "../../server/text/diff.ts";
import { applyEdits, mapOffset } from "../../server/text/edit.ts";
import { toFileText, toRoomText } from "../../server/text/endings.ts";
import { linesOf, type Range } from "../../server/text/lines.ts";
import { createRandom, type Random } from "../kit/random.ts";

const RUNS = 3000;

const FRAGMENTS = [
  "\n",
  "\n",
  " ",
  "- ",
  "word",
  "deep",
  "lamp ",
  "x",
  "日",
  "本",
  "e\u0301",
  "\u0301",
  "😀",
  "👩‍🚒",
  "👍🏽",
  "🇫🇷",
  "\u200d",
  "1",
  "_",
  ".",
  "𝒜",
  "ไทย",
];
const ENDINGS = ["\n", "\r\n", "\r", "\r\n\r\n", "\n\n"];

function randomText(random: Random): string {
  return Array.from({ length: random.int(60) }, () => random.pick(FRAGMENTS)).join("");
}

/** Another version of a text: some of its pieces gone, some new ones in. */
function edited(text: string, random: Random): string {
  const characters = [...text];
  for (let edits = random.int(6); edits > 0; edits--) {
    const at = random.int(characters.length + 1);
    characters.splice(at, random.int(5), ...(random.chance(0.6) ? [random.pick(FRAGMENTS)] : []));
  }
  return characters.join("");
}

function randomFile(random: Random): string {
  const lines = Array.from(
    { length: random.int(12) },
    () => random.pick(["", "a", "b", "word", "😀"]) + random.pick(ENDINGS),
  );
  return (random.chance(0.2) ? "\ufeff" : "") + lines.join("") + random.pick(["", "end"]);
}

function always(claim: (random: Random) => void): void {
  const random = createRandom();
  for (let run = 0; run < RUNS; run++) {
    try {
      claim(random);
    } catch (error) {
      throw new Error(`SEED=${random.seed} run ${run}`, { cause: error });
    }
  }
}

test("the edits between two texts lead from one to the other", () => {
  always((random) => {
    const a = randomText(random);
    const b = random.chance(0.8) ? edited(a, random) : randomText(random);
    assert.equal(applyEdits(a, editsBetween(a, b)), b);
  });
});

test("the edits between two texts hold on halves of characters too", () => {
  always((random) => {
    const units = ["\ud83d", "\ude00", "a", "\n", "\r", "\u0301", " "];
    const text = (): string => Array.from({ length: random.int(12) }, () => random.pick(units)).join("");
    const [a, b] = [text(), text()];
    assert.equal(applyEdits(a, editsBetween(a, b)), b);
  });
});

test("no edit begins or ends inside a surrogate pair, in either text", () => {
  always((random) => {
    const a = randomText(random);
    const b = edited(a, random);
    for (const { from, to, insert } of editsBetween(a, b)) {
      for (const part of [a.slice(0, from), a.slice(from, to), a.slice(to), insert]) {
        assert.ok(!/\p{Surrogate}/u.test(part), JSON.stringify(part));
      }
    }
  });
});

test("edits are ascending, apart from each other, and each changes something", () => {
  always((random) => {
    const a = randomText(random);
    let end = -1;
    for (const { from, to, insert } of editsBetween(a, edited(a, random))) {
      assert.ok(from > end && to >= from && a.slice(from, to) !== insert);
      end = to;
    }
  });
});

test("an offset in what stays is carried to the same character", () => {
  always((random) => {
    const a = randomText(random);
    const b = edited(a, random);
    const edits = editsBetween(a, b);
    for (let offset = 0; offset < a.length; offset++) {
      if (edits.some(({ from, to }) => from <= offset && offset < to)) continue;
      assert.equal(b[mapOffset(offset, edits, 1)], a[offset]);
    }
  });
});

test("hunks hold all lines that differ, and no more than lines", () => {
  always((random) => {
    const a = randomText(random);
    const b = random.chance(0.8) ? edited(a, random) : randomText(random);
    const [old, now] = [whole(a), whole(b)];
    const rebuilt: string[] = [];
    let at = 0;
    for (const { oldFrom, oldTo, newFrom, newTo } of lineHunks(a, b)) {
      assert.ok(oldTo > oldFrom || newTo > newFrom);
      rebuilt.push(...old.slice(at, oldFrom), ...now.slice(newFrom, newTo));
      at = oldTo;
    }
    assert.deepEqual([...rebuilt, ...old.slice(at)], now);
  });
});

test("what is not marked in two versions of a line is the same but for white space", () => {
  always((random) => {
    const a = randomText(random).replaceAll("\n", " ");
    const b = edited(a, random).replaceAll("\n", " ");
    const spans = wordSpans(a, b);
    assert.equal(unmarked(a, spans.old), unmarked(b, spans.new));
  });
});

test("rows hold both sides' lines once and in order", () => {
  always((random) => {
    const lines = (): string[] =>
      Array.from({ length: random.int(9) }, () => random.pick(["a b c", "a b", "lamp deep", "", "- x", "lamp deeper"]));
    const [old, now] = [lines(), lines()];
    const rows = pairLines(old, now);
    assert.deepEqual(
      rows.map((row) => row.old).filter((line) => line !== null),
      old,
    );
    assert.deepEqual(
      rows.map((row) => row.new).filter((line) => line !== null),
      now,
    );
    for (const row of rows) assert.ok(row.old !== null || row.new !== null);
  });
});

test("a room text survives its file, whatever the file was", () => {
  always((random) => {
    const was = randomFile(random);
    const room = random.chance(0.7) ? edited(toRoomText(was), random) : toRoomText(randomFile(random));
    assert.equal(toRoomText(toFileText(room, was)), room);
  });
});

test("a file nobody changed is the same to the byte", () => {
  always((random) => {
    const file = randomFile(random);
    assert.equal(toFileText(toRoomText(file), file), file);
  });
});

test("lines nobody touched keep their endings", () => {
  always((random) => {
    const file = randomFile(random);
    const room = toRoomText(file);
    const line = `new ${random.int(1000)}\n`;
    const starts = [...linesOf(room).map(({ from }) => from), room.length].filter(
      (at) => at === 0 || room[at - 1] === "\n",
    );
    const at = random.pick(starts);
    const after = toFileText(room.slice(0, at) + line + room.slice(at), file);
    const found = after.search(/new \d+/);
    const without = after.slice(0, found) + after.slice(found).replace(/^new \d+(\r\n|\r|\n)/, "");
    assert.equal(without, file);
  });
});

function whole(text: string): string[] {
  return linesOf(text).map(({ from, next }) => text.slice(from, next));
}

function unmarked(line: string, spans: readonly Range[]): string {
  let at = 0;
  let kept = "";
  for (const { from, to } of spans) {
    assert.ok(from >= at && to > from);
    kept += line.slice(at, from);
    at = to;
  }
  return (kept + line.slice(at)).replace(/\s/g, "");
}

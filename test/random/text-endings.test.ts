import assert from "node:assert/strict";
import { test } from "node:test";
import { toFileText, toRoomText } from "../../server/text/endings.ts";
import { linesOf } from "../../server/text/lines.ts";
import { createRandom, type Random } from "../kit/random.ts";
import { randomlyEdited } from "./text-kit.ts";

const SEED = createRandom().seed;
const RUNS = Number(process.env.RUNS ?? 10_000);
const BOM = "\uFEFF";

/** Every mixture of endings people and programs leave behind, with and without a BOM, at its worst in other places too. */
function randomFile(random: Random): string {
  const endings = random.pick([["\n"], ["\r\n"], ["\r"], ["\r\n", "\r\n", "\n"], ["\n", "\r\n", "\r"]]);
  const lines = Array.from({ length: random.int(12) }, () =>
    random.pick(["", "", "a", "b", "Lunch", "\u{1F600}", `${BOM}x`]),
  );
  const text = lines.map((line) => line + random.pick(endings)).join("");
  return (random.chance(0.3) ? BOM : "") + text + random.pick(["", "end", "\r"]);
}

function randomRoom(random: Random, file: string): string {
  const room = random.chance(0.7) ? toRoomText(file) : toRoomText(randomFile(random));
  const edited = randomlyEdited(random, room);
  return random.chance(0.1) ? BOM + edited : edited;
}

function ofRandomFiles(name: string, fact: (file: string, room: string) => void): void {
  test(`${name} (seed ${SEED})`, () => {
    const random = createRandom(SEED);
    for (let run = 0; run < RUNS; run++) {
      const file = randomFile(random);
      const room = randomRoom(random, file);
      try {
        fact(file, room);
      } catch (error) {
        throw new Error(`seed ${SEED}, run ${run}: ${JSON.stringify([file, room])}`, { cause: error });
      }
    }
  });
}

ofRandomFiles("what a room holds comes back from its file", (file, room) => {
  assert.equal(toRoomText(toFileText(room, file)), room);
});

ofRandomFiles("a file nobody touched keeps every byte", (file) => {
  assert.equal(toFileText(toRoomText(file), file), file);
});

ofRandomFiles("a room never holds a CR", (file) => {
  assert.ok(!toRoomText(file).includes("\r"));
});

ofRandomFiles("a file's BOM stays", (file, room) => {
  if (file.startsWith(BOM)) assert.ok(toFileText(room, file).startsWith(BOM));
});

ofRandomFiles("saving a second time changes nothing more", (file, room) => {
  const saved = toFileText(room, file);
  assert.equal(toFileText(room, saved), saved);
});

ofRandomFiles("text typed at the end leaves all bytes before it", (file) => {
  const typed = `${toRoomText(file)}\u{1F64F} typed`;
  assert.equal(toFileText(typed, file), `${file}\u{1F64F} typed`);
});

ofRandomFiles("a line put between others leaves the bytes of all others", (file) => {
  const room = toRoomText(file);
  for (const { from } of linesOf(room)) {
    const saved = toFileText(`${room.slice(0, from)}put in\n${room.slice(from)}`, file);
    assert.equal(saved.replace(/put in(?:\r\n|\r|\n)/, ""), file);
  }
});

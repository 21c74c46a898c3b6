import assert from "node:assert/strict";
import { describe, it } from "node:test";
import * as Y from "yjs";
import { type Weight, weigh } from "../../server/docs/contest.ts";
import { createNewPieces, gapOf } from "../../server/docs/gaps.ts";
import { createTrial } from "../../server/docs/trial.ts";
import { missingIn, walkUpdate } from "../../server/docs/update-walk.ts";
import { forged, longText, type Neighbour } from "../kit/forged.ts";
import { createRandom } from "../kit/random.ts";

/** A long history, with as many items as letters. */
function longDoc(items: number): Y.Doc {
  const doc = new Y.Doc();
  doc.clientID = 5;
  longText(doc, items);
  return doc;
}

const ITEMS = 20_000;
/** Clocks of letters near the text's end, of which there is one in two. */
const late = (index: number): Neighbour => [5, ITEMS - 1 - 2 * (index % 1000)];

describe("an update that is not light", () => {
  const doc = longDoc(ITEMS);
  const weightOf = (update: Uint8Array): Weight => {
    const walk = walkUpdate(update);
    assert.equal(
      missingIn(walk, (client) => Y.getState(doc.store, client)),
      null,
    );
    return weigh(doc, walk, createNewPieces());
  };

  it("puts text between neighbours that are far apart", () => {
    const far = Array.from({ length: 100 }, (_, index) => [null, late(index)] as const);
    assert.equal(weightOf(forged(4, far)), "far");
  });

  it("hides that behind text of its own", () => {
    const between: [Neighbour, Neighbour][] = [
      [null, [5, ITEMS - 2]],
      [[5, ITEMS - 1], null],
    ];
    for (let index = 0; index < 100; index += 1)
      between.push([
        [4, 0],
        [4, 1],
      ]);
    assert.equal(weightOf(forged(4, between)), "far");
  });

  it("is none that anybody types, pastes or deletes, however long the text and whoever wrote meanwhile", () => {
    const random = createRandom();
    const before = Y.encodeStateAsUpdate(doc);
    const server = new Y.Doc();
    Y.applyUpdate(server, before);
    const typists = [1001, 1002, 1003].map((clientID) => {
      const copy = new Y.Doc();
      Y.applyUpdate(copy, before);
      copy.clientID = clientID;
      const sent: Uint8Array[] = [];
      copy.on("update", (update: Uint8Array, origin: unknown) => origin !== "server" && sent.push(update));
      return { copy, sent, caret: random.int(ITEMS) };
    });
    for (let step = 0; step < 2000; step += 1) {
      const typist = random.pick(typists);
      const text = typist.copy.getText("content");
      if (random.chance(0.05)) typist.caret = random.int(text.length);
      const word = random.pick(["a", "some words", "\n"]);
      typist.caret = Math.min(typist.caret, text.length);
      if (random.chance(0.8)) {
        text.insert(typist.caret, word);
        typist.caret += word.length;
      } else text.delete(Math.max(0, typist.caret - 3), Math.min(3, typist.caret));
      if (random.chance(0.9)) continue;
      // What all have typed since goes out, and to the others, some of it much later.
      const coming = createNewPieces();
      const waiting: Uint8Array[] = [];
      for (const { sent } of typists) {
        for (const update of sent.splice(0)) {
          const walk = walkUpdate(update);
          assert.equal(weigh(server, walk, coming), "light", `seed ${random.seed}, step ${step}`);
          for (const insert of walk.inserts) coming.add(insert, gapOf(insert, coming));
          waiting.push(update);
          if (random.chance(0.7)) continue;
          for (const late of waiting.splice(0)) Y.applyUpdate(server, late);
          coming.clear();
        }
      }
      for (const late of waiting.splice(0)) Y.applyUpdate(server, late);
      for (const { copy } of typists) {
        if (random.chance(0.5)) Y.applyUpdate(copy, Y.encodeStateAsUpdate(server), "server");
      }
    }
  });
});

describe("a trial", () => {
  it("lets through what is quick to apply, though it is much", async () => {
    const doc = longDoc(2000);
    const state = Y.encodeStateAsUpdate(doc);
    const before = Y.encodeStateVector(doc);
    doc.clientID = 6;
    for (let count = 0; count < 3000; count += 1) doc.getText("content").insert((count * 17) % 2000, "z");
    assert.equal(await createTrial().run(state, Y.encodeStateAsUpdate(doc, before), "much"), "fit");
  });

  it("ends what would block for minutes, and the thread with it", async () => {
    const state = Y.encodeStateAsUpdate(longDoc(100_000));
    const between = Array.from({ length: 2000 }, (_, index) => [null, late(index)] as const);
    assert.equal(await createTrial().run(state, forged(4, between), "far"), "too-slow");
  });
});

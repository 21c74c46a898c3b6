import assert from "node:assert/strict";
import { test } from "node:test";
import * as Y from "yjs";
import { LiveText } from "../../server/docs/live-text.ts";
import { docOf, seedOf } from "../../server/docs/page-doc.ts";
import { walkUpdate } from "../../server/docs/update-walk.ts";
import { createRandom, type Random } from "../kit/random.ts";

const TEXT = "Notes\n=====\n\n- one\n- two\n";
const STEPS = 120;
const CASES = Number(process.env.CASES ?? 60);

/** Somebody in the room: types into a copy of their own, and takes in what is told. */
interface Writer {
  readonly doc: Y.Doc;
  /** Typed and not sent yet. */
  readonly sending: Uint8Array[];
}

test("everybody reads the room's text when all is told, however letters and readings mingle", (context) => {
  const first = createRandom();
  context.diagnostic(`seed ${first.seed}`);
  for (let number = 0; number < CASES; number += 1) {
    const random = createRandom(first.seed + number);
    try {
      play(random);
    } catch (cause) {
      throw new Error(`seed ${random.seed}: ${String(cause)}`, { cause });
    }
  }
});

function play(random: Random): void {
  const state = seedOf("room", TEXT);
  const writers = [1, 2, 3].map((number) => writerOf(state, number));
  const guest = docOf(state);
  const live = new LiveText(docOf(state), {
    changed(updates, by) {
      for (const update of updates) {
        Y.applyUpdate(guest, update);
        for (const writer of writers)
          if (by === "wiki" || by.from !== writer) Y.applyUpdate(writer.doc, update, "room");
      }
    },
    applied() {},
  });
  for (let step = 0; step < STEPS; step += 1) act(live, random.pick(writers), random);
  for (const writer of writers) while (writer.sending.length > 0) send(live, writer, 1);
  live.drain();
  for (const doc of [guest, ...writers.map((writer) => writer.doc)]) {
    assert.equal(doc.getText("content").toString(), live.text());
    assert.equal(doc.store.pendingStructs, null);
  }
  const stored = docOf(state, [live.state()]);
  assert.equal(stored.getText("content").toString(), live.text());
}

function act(live: LiveText, writer: Writer, random: Random): void {
  switch (random.int(8)) {
    case 0:
      live.drain();
      break;
    case 1:
      assert.equal(live.text(), live.text());
      break;
    case 2:
      live.rewrite(`${live.text()}- by hand\n`);
      break;
    case 3:
      send(live, writer, 1 + random.int(3));
      live.tell();
      break;
    case 4:
      live.tell();
      break;
    default:
      type(writer.doc, random);
      if (random.int(3) > 0) send(live, writer, 1);
      if (random.int(2) > 0) live.tell();
  }
}

function writerOf(state: Uint8Array, number: number): Writer {
  const doc = docOf(state);
  doc.clientID = number;
  const writer: Writer = { doc, sending: [] };
  doc.on("update", (update: Uint8Array, origin: unknown) => {
    if (origin !== "room") writer.sending.push(update);
  });
  return writer;
}

function type(doc: Y.Doc, random: Random): void {
  const content = doc.getText("content");
  const at = random.int(content.length + 1);
  if (random.int(4) === 0 && at < content.length) content.delete(at, 1);
  else content.insert(at, random.pick(["a", "bc", "\n", "ü", "🎉"]));
}

/** Several at once come as one update, as after a moment offline. */
function send(live: LiveText, writer: Writer, most: number): void {
  const updates = writer.sending.splice(0, most);
  if (updates.length === 0) return;
  const update = Y.mergeUpdates(updates);
  const walk = walkUpdate(update);
  if (!live.knows(walk)) live.take(update, walk, writer);
}

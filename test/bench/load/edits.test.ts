import assert from "node:assert/strict";
import { test } from "node:test";
import * as Y from "yjs";
import { walkEdits } from "./edits.ts";
import { createFrameReader } from "./frame-reader.ts";
import { letterUpdate } from "./letters.ts";
import { quantile } from "./times.ts";

function editsIn(update: Uint8Array): [number, number, number][] {
  const edits: [number, number, number][] = [];
  walkEdits(update, (...edit) => edits.push(edit));
  return edits;
}

test("a writer's updates are those of a Y.Doc", () => {
  const doc = new Y.Doc();
  doc.clientID = 3_000_000_000;
  const told: Uint8Array[] = [];
  doc.on("update", (update: Uint8Array) => told.push(update));
  for (let clock = 0; clock < 300; clock += 1) doc.getText("content").insert(clock, "x");
  assert.deepEqual(
    told.map((_, clock) => letterUpdate(doc.clientID, clock)),
    told,
  );
});

test("every letter of a merged update is counted once, however it was merged", () => {
  const updates = [7, 9].flatMap((client) => Array.from({ length: 200 }, (_, clock) => letterUpdate(client, clock)));
  const count = (update: Uint8Array): Map<number, number> => {
    const next = new Map<number, number>();
    walkEdits(update, (client, clock, length) => {
      assert.equal(clock, next.get(client) ?? 0);
      next.set(client, clock + length);
    });
    return next;
  };
  const all = new Map([
    [7, 200],
    [9, 200],
  ]);
  const doc = new Y.Doc();
  for (const update of updates) Y.applyUpdate(doc, update);
  assert.deepEqual([...count(Y.mergeUpdates(updates))].sort(), [...all]);
  assert.deepEqual([...count(Y.encodeStateAsUpdate(doc))].sort(), [...all]);
});

test("what is deleted or skipped counts as no letter", () => {
  const doc = new Y.Doc();
  doc.clientID = 5;
  const text = doc.getText("content");
  text.insert(0, "abcdef");
  text.delete(1, 2);
  assert.deepEqual(editsIn(Y.encodeStateAsUpdate(doc)), [
    [5, 0, 1],
    [5, 3, 3],
  ]);
  const apart = Y.mergeUpdates([letterUpdate(5, 0), letterUpdate(5, 4)]);
  assert.deepEqual(editsIn(apart), [
    [5, 0, 1],
    [5, 4, 1],
  ]);
});

test("frames are whole however the socket cuts them", () => {
  const payloads = [0, 1, 125, 126, 300, 70_000].map((length) => Buffer.alloc(length, length % 251));
  const bytes = Buffer.concat(payloads.flatMap((payload) => [headOf(payload.length), payload]));
  for (const cut of [1, 2, 3, 7, 1000, 65_536, bytes.length]) {
    const got: Buffer[] = [];
    const read = createFrameReader((_opcode, payload) => got.push(Buffer.from(payload)));
    for (let at = 0; at < bytes.length; at += cut) read(bytes.subarray(at, at + cut));
    assert.deepEqual(got, payloads, `cut every ${cut} bytes`);
  }
});

function headOf(length: number): Buffer {
  if (length < 126) return Buffer.of(0x82, length);
  const head = Buffer.of(0x82, length < 65_536 ? 126 : 127, 0, 0, 0, 0, 0, 0, 0, 0);
  if (length < 65_536) {
    head.writeUInt16BE(length, 2);
    return head.subarray(0, 4);
  }
  head.writeBigUInt64BE(BigInt(length), 2);
  return head;
}

test("a quantile is one of the times", () => {
  assert.equal(quantile([3, 1, 2], 0.5), 2);
  assert.equal(quantile([5], 0.99), 5);
  assert.ok(Number.isNaN(quantile([], 0.5)));
});

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import * as encoding from "lib0/encoding";
import * as awarenessProtocol from "y-protocols/awareness";
import * as sync from "y-protocols/sync";
import * as Y from "yjs";
import { ack, awareness, readFrame, step1, step2, update } from "../../server/live/wire.ts";
import { createRandom } from "../kit/random.ts";

/** A frame as the stock client writes it. */
function stock(type: number, write: (encoder: encoding.Encoder) => void): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, type);
  write(encoder);
  return encoding.toUint8Array(encoder);
}

describe("the wire", () => {
  const doc = new Y.Doc();
  doc.getText("content").insert(0, "notes");

  it("is the stock protocol's, byte for byte", () => {
    const bytes = Y.encodeStateAsUpdate(doc);
    assert.deepEqual(
      step1(Y.encodeStateVector(doc)),
      stock(0, (encoder) => sync.writeSyncStep1(encoder, doc)),
    );
    assert.deepEqual(
      step2(bytes),
      stock(0, (encoder) => sync.writeSyncStep2(encoder, doc)),
    );
    assert.deepEqual(
      update(bytes),
      stock(0, (encoder) => sync.writeUpdate(encoder, bytes)),
    );
    const aware = new awarenessProtocol.Awareness(doc);
    aware.setLocalState({ talk: "expo", user: { name: "Ada" } });
    const encoded = awarenessProtocol.encodeAwarenessUpdate(aware, [doc.clientID]);
    const entry = { client: doc.clientID, clock: 1, json: '{"talk":"expo","user":{"name":"Ada"}}' };
    assert.deepEqual(
      awareness([entry]),
      stock(1, (encoder) => encoding.writeVarUint8Array(encoder, encoded)),
    );
    aware.destroy();
  });

  it("reads what it writes", () => {
    const bytes = Uint8Array.of(1, 2, 3);
    assert.deepEqual(readFrame(step1(bytes)), { kind: "step-1", stateVector: bytes });
    assert.deepEqual(readFrame(step2(bytes)), { kind: "update", update: bytes, answer: true });
    assert.deepEqual(readFrame(update(bytes)), { kind: "update", update: bytes, answer: false });
    assert.deepEqual(readFrame(ack(bytes)), { kind: "ack", token: bytes });
    const entries = [
      { client: 7, clock: 2, state: { a: 1 } },
      { client: 2 ** 40, clock: 0, state: null },
    ];
    const told = entries.map(({ client, clock, state }) => ({ client, clock, json: JSON.stringify(state) }));
    assert.deepEqual(readFrame(awareness(told)), { kind: "awareness", entries });
  });

  it("does not know types of tomorrow, and says so", () => {
    assert.deepEqual(readFrame(stock(77, () => {})), { kind: "unknown" });
    assert.deepEqual(readFrame(stock(0, (encoder) => encoding.writeVarUint(encoder, 9))), { kind: "unknown" });
  });

  it("refuses more awareness states than a room's frame can hold before reading them", () => {
    const claims = encoding.createEncoder();
    encoding.writeVarUint(claims, 2 ** 40);
    const frame = stock(1, (encoder) => encoding.writeVarUint8Array(encoder, encoding.toUint8Array(claims)));
    assert.throws(() => readFrame(frame), /awareness states/);
  });

  it("reads or throws on any bytes, and never hangs", () => {
    const random = createRandom();
    for (let round = 0; round < 20_000; round += 1) {
      const bytes = Uint8Array.from({ length: random.int(40) }, () => random.int(256));
      if (bytes.length > 0) bytes[0] = random.pick([0, 1, 2, 3, 102]);
      try {
        readFrame(bytes);
      } catch (cause) {
        assert.ok(cause instanceof Error, `seed ${random.seed}`);
      }
    }
  });
});

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import * as encoding from "lib0/encoding";
import * as Y from "yjs";
import { missingIn, UnfitUpdate, walkUpdate } from "../../server/docs/update-walk.ts";
import { createRandom } from "../kit/random.ts";

/** An update of one client's structs, written by hand. */
function written(client: number, structs: readonly ((encoder: encoding.Encoder) => void)[], clock = 0): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, 1);
  encoding.writeVarUint(encoder, structs.length);
  encoding.writeVarUint(encoder, client);
  encoding.writeVarUint(encoder, clock);
  for (const struct of structs) struct(encoder);
  encoding.writeVarUint(encoder, 0);
  return encoding.toUint8Array(encoder);
}

function rootText(bytes: Uint8Array, root = "content") {
  return (encoder: encoding.Encoder): void => {
    encoding.writeUint8(encoder, 4);
    encoding.writeVarUint(encoder, 1);
    encoding.writeVarString(encoder, root);
    encoding.writeVarUint8Array(encoder, bytes);
  };
}

function after(client: number, clock: number, text: string) {
  return (encoder: encoding.Encoder): void => {
    encoding.writeUint8(encoder, 4 | 0x80);
    encoding.writeVarUint(encoder, client);
    encoding.writeVarUint(encoder, clock);
    encoding.writeVarString(encoder, text);
  };
}

const letters = (text: string): Uint8Array => new TextEncoder().encode(text);
const unfit = (reason: RegExp) => (cause: unknown) => cause instanceof UnfitUpdate && reason.test(cause.message);

/** The update of one change to a document of its own. */
function changed(change: (doc: Y.Doc) => void): Uint8Array {
  const doc = new Y.Doc();
  change(doc);
  return Y.encodeStateAsUpdate(doc);
}

describe("an update that is walked", () => {
  it("tells what it brings, what it builds on and how much text it holds", () => {
    const doc = new Y.Doc();
    doc.clientID = 7;
    doc.getText("content").insert(0, "né😀");
    const before = Y.encodeStateVector(doc);
    const other = new Y.Doc();
    other.clientID = 9;
    Y.applyUpdate(other, Y.encodeStateAsUpdate(doc));
    other.getText("content").insert(1, "xy");
    other.getText("content").delete(0, 1);
    const walk = walkUpdate(Y.encodeStateAsUpdate(other, before));
    assert.deepEqual(walk.runs, [{ client: 9, from: 0, to: 2 }]);
    assert.deepEqual([...walk.needs], [[7, 2]]);
    assert.deepEqual(walk.deletions, [{ client: 7, from: 0, to: 1 }]);
    assert.equal(walk.textBytes, 2);
    assert.equal(walkUpdate(Y.encodeStateAsUpdate(doc)).textBytes, 7);
  });

  it("is fit where it is what Yjs makes of text, deletions, undo and merging, and misses nothing when whole", () => {
    const random = createRandom();
    for (let round = 0; round < 300; round += 1) {
      const docs = [new Y.Doc(), new Y.Doc(), new Y.Doc()];
      for (let step = 0; step < 40; step += 1) {
        const doc = random.pick(docs);
        const text = doc.getText("content");
        const undo = new Y.UndoManager(text);
        if (random.chance(0.6)) text.insert(random.int(text.length + 1), random.pick(["a", "βγ", "😀", "line\n"]));
        else if (text.length > 0) text.delete(random.int(text.length), 1);
        if (random.chance(0.2)) undo.undo();
        if (random.chance(0.3)) Y.applyUpdate(random.pick(docs), Y.encodeStateAsUpdate(doc));
      }
      for (const doc of docs) {
        const update = Y.encodeStateAsUpdate(doc);
        assert.equal(
          missingIn(walkUpdate(update), () => 0),
          null,
          `seed ${random.seed}`,
        );
        const sum = walkUpdate(update).runs.reduce((all, { from, to }) => all + to - from, 0);
        const clocks = [...Y.decodeStateVector(Y.encodeStateVector(doc)).values()].reduce((all, one) => all + one, 0);
        assert.equal(sum, clocks, `seed ${random.seed}`);
      }
      const merged = Y.mergeUpdates(docs.map((doc) => Y.encodeStateAsUpdate(doc)));
      assert.equal(
        missingIn(walkUpdate(merged), () => 0),
        null,
        `seed ${random.seed}`,
      );
    }
  });

  it("is refused where seven bytes claim millions of structs", () => {
    const encoder = encoding.createEncoder();
    encoding.writeVarUint(encoder, 1);
    encoding.writeVarUint(encoder, 2 ** 25);
    encoding.writeVarUint(encoder, 1);
    assert.throws(() => walkUpdate(encoding.toUint8Array(encoder)), unfit(/claims/));
  });

  it("is refused where it holds anything but the text of the page", () => {
    const cases: [Uint8Array, RegExp][] = [
      [changed((doc) => doc.getMap("content").set("a", 1)), /not text/],
      [changed((doc) => doc.getText("other").insert(0, "x")), /somewhere else/],
      [changed((doc) => doc.getText("content").insertEmbed(0, { image: 1 })), /not text/],
      [changed((doc) => doc.getText("content").insert(0, "x", { bold: true })), /not text/],
      [changed((doc) => doc.getArray("content").insert(0, [new Y.Text("in a list")])), /not text/],
      [changed((doc) => doc.getXmlFragment("content").insert(0, [new Y.XmlText("x")])), /not text/],
      [written(1, [rootText(letters("x"), "elsewhere")]), /somewhere else/],
    ];
    for (const [update, reason] of cases) assert.throws(() => walkUpdate(update), unfit(reason));
  });

  it("is refused where its text is not well-formed, or of no length", () => {
    assert.throws(() => walkUpdate(written(1, [rootText(Uint8Array.of(0xed, 0xa0, 0xbd))])), unfit(/well-formed/));
    assert.throws(() => walkUpdate(written(1, [rootText(Uint8Array.of(0xff))])), unfit(/well-formed/));
    assert.throws(() => walkUpdate(written(1, [rootText(new Uint8Array())])), unfit(/no length/));
  });

  it("is refused where it stands beside text of its own client that comes later", () => {
    assert.throws(() => walkUpdate(written(1, [after(1, 5, "x")])), unfit(/comes after it/));
  });

  it("is refused where it counts further than numbers go, or has bytes to spare", () => {
    const far = (encoder: encoding.Encoder): void => {
      encoding.writeUint8(encoder, 0);
      encoding.writeVarUint(encoder, Number.MAX_SAFE_INTEGER);
    };
    assert.throws(() => walkUpdate(written(1, [far], 2)), unfit(/numbers go/));
    assert.throws(() => walkUpdate(Uint8Array.of(0, 0, 0)), unfit(/after its end/));
    assert.throws(() => walkUpdate(new Uint8Array()), unfit(/too early/));
  });

  it("is read or refused, whatever the bytes are, and never with another error", () => {
    const random = createRandom();
    const honest = changed((doc) => {
      const text = doc.getText("content");
      for (let step = 0; step < 20; step += 1) text.insert(random.int(text.length + 1), "añ😀");
      text.delete(3, 7);
    });
    for (let round = 0; round < 30_000; round += 1) {
      const bytes = Uint8Array.from(honest);
      for (let hit = random.int(4); hit >= 0; hit -= 1) bytes[random.int(bytes.length)] = random.int(256);
      try {
        walkUpdate(bytes.subarray(0, random.chance(0.5) ? bytes.length : random.int(bytes.length)));
      } catch (cause) {
        assert.ok(cause instanceof UnfitUpdate, `seed ${random.seed}: ${cause}`);
      }
    }
  });
});

describe("what an update waits for", () => {
  const known = (clocks: Record<number, number>) => (client: number) => clocks[client] ?? 0;

  it("is its client's own earlier text", () => {
    const walk = walkUpdate(written(1, [after(1, 4, "x")], 5));
    assert.equal(missingIn(walk, known({})), 1);
    assert.equal(missingIn(walk, known({ 1: 4 })), 1);
    assert.equal(missingIn(walk, known({ 1: 5 })), null);
  });

  it("is the text that it stands beside", () => {
    const walk = walkUpdate(written(1, [after(2, 4, "x")]));
    assert.equal(missingIn(walk, known({ 2: 4 })), 2);
    assert.equal(missingIn(walk, known({ 2: 5 })), null);
  });

  it("is what a gap in it leaves out", () => {
    const doc = new Y.Doc();
    doc.clientID = 1;
    const updates: Uint8Array[] = [];
    doc.on("update", (update: Uint8Array) => updates.push(update));
    for (const letter of ["a", "b", "c"]) doc.getText("content").insert(0, letter);
    const gapped = walkUpdate(Y.mergeUpdates([updates[0] ?? letters(""), updates[2] ?? letters("")]));
    assert.deepEqual(gapped.runs, [
      { client: 1, from: 0, to: 1 },
      { client: 1, from: 2, to: 3 },
    ]);
    assert.equal(missingIn(gapped, known({})), 1);
    assert.equal(missingIn(gapped, known({ 1: 2 })), null);
  });

  it("is the text that it deletes", () => {
    const doc = new Y.Doc();
    doc.clientID = 3;
    doc.getText("content").insert(0, "abc");
    const before = Y.encodeStateVector(doc);
    doc.getText("content").delete(1, 2);
    const walk = walkUpdate(Y.encodeStateAsUpdate(doc, before));
    assert.equal(missingIn(walk, known({ 3: 2 })), 3);
    assert.equal(missingIn(walk, known({ 3: 3 })), null);
  });
});

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import * as Y from "yjs";
import { createMemoryLog } from "../../server/docs/memory-log.ts";
import { seedOf } from "../../server/docs/page-doc.ts";
import { Room } from "../../server/docs/room.ts";
import { createTrial } from "../../server/docs/trial.ts";
import { createGuard, type Guard, type Holder, type Refusal, type Writer } from "../../server/live/guard.ts";

interface Told extends Writer {
  readonly refusals: Refusal[];
  proofs: number;
}

function writer(id: string): Told {
  const told: Told = {
    id,
    author: { name: id, email: `${id}@example.org` },
    refusals: [],
    proofs: 0,
    prove() {
      told.proofs += 1;
    },
    gone: () => false,
    refuse: (refusal) => told.refusals.push(refusal),
  };
  return told;
}

interface House {
  readonly room: Room;
  readonly guard: Guard;
  readonly holders: Map<number, Holder>;
}

async function house(maxTextBytes = 1000): Promise<House> {
  const log = createMemoryLog();
  const identity = { id: "doc", epoch: 1, path: "a.md" };
  await log.create(identity, { commit: "1".repeat(40), state: seedOf("doc.1", "notes\n") });
  const stored = await log.load("doc");
  assert.ok(stored);
  const room = new Room(stored, log);
  const holders = new Map<number, Holder>();
  const holderOf = (id: number): Holder | null => holders.get(id) ?? null;
  return { room, holders, guard: createGuard({ room, holderOf, trial: createTrial(), maxTextBytes }) };
}

/** Somebody's copy of the page, and the updates of what they type, one by one. */
function copy(room: Room, client: number): { text: Y.Text; updates: Uint8Array[]; doc: Y.Doc } {
  const doc = new Y.Doc();
  Y.applyUpdate(doc, room.live.state());
  doc.clientID = client;
  const updates: Uint8Array[] = [];
  doc.on("update", (update: Uint8Array) => updates.push(update));
  return { doc, text: doc.getText("content"), updates };
}

function looked(guard: Guard, by: Writer, updates: readonly Uint8Array[]): (Refusal | null)[] {
  return updates.map((update) => {
    const refusal = guard.look(by, update, false);
    assert.ok(!(refusal instanceof Promise), "small updates are taken at once");
    return refusal;
  });
}

/** Whether a promise has come to its end by now. */
async function isDone(promise: Promise<void>): Promise<boolean> {
  return Promise.race([promise.then(() => true), new Promise<boolean>((done) => setImmediate(done, false))]);
}

describe("the guard", () => {
  it("lets in what connects", async () => {
    const { room, guard } = await house();
    const { text, updates } = copy(room, 11);
    text.insert(0, "my ");
    text.insert(3, "own ");
    assert.deepEqual(looked(guard, writer("ada"), updates), [null, null]);
    assert.equal(room.text(), "my own notes\n");
  });

  it("refuses bytes that are no update with 1007 and why", async () => {
    const { room, guard } = await house();
    const refusal = await guard.look(writer("ada"), Uint8Array.of(1, 0x80, 0x80, 0x80, 0x10, 1), false);
    assert.equal(refusal?.code, 1007);
    assert.match(refusal?.reason ?? "", /claims/);
    assert.equal(room.text(), "notes\n");
  });

  it("lets what builds on missing text wait, and takes it when that has come", async () => {
    const { room, guard } = await house();
    const ada = writer("ada");
    const { text, updates } = copy(room, 11);
    text.insert(0, "a");
    text.insert(1, "b");
    text.insert(2, "c");
    const [first, second, third] = updates;
    assert.ok(first && second && third);
    assert.deepEqual(looked(guard, ada, [third, second]), [null, null]);
    assert.equal(room.text(), "notes\n");
    const clear = guard.clear(ada);
    assert.equal(await isDone(clear), false, "what waits is not acknowledged");
    await guard.look(ada, first, false);
    assert.equal(await isDone(clear), true);
    assert.equal(room.text(), "abcnotes\n");
  });

  it("lets what another's client wrote wait for that one, who is asked for a sign of life", async () => {
    const { room, guard, holders } = await house();
    const [ada, mallory] = [writer("ada"), writer("mallory")];
    holders.set(11, ada);
    const [true11, false11] = [copy(room, 11), copy(room, 11)];
    false11.text.insert(0, "forged ");
    true11.text.insert(0, "true ");
    assert.deepEqual(looked(guard, mallory, false11.updates), [null]);
    assert.equal(room.text(), "notes\n");
    assert.equal(ada.proofs, 1);
    looked(guard, ada, true11.updates);
    assert.equal(room.text(), "true notes\n");
    assert.equal(room.text(), true11.text.toString());
  });

  it("holds a client id for who wrote under it first, as long as they are here", async () => {
    const { room, guard } = await house();
    const [ada, bo] = [writer("ada"), writer("bo")];
    const { text, updates } = copy(room, 11);
    text.insert(0, "a");
    looked(guard, ada, updates.splice(0));
    text.insert(1, "b");
    looked(guard, bo, updates.splice(0));
    assert.equal(room.text(), "anotes\n");
    guard.leave(ada);
    assert.equal(room.text(), "abnotes\n", "what waited for one who left goes on");
  });

  it("takes the text of others in the answer to its question, and gives nobody their ids for it", async () => {
    const { room, guard } = await house();
    const [ada, bo] = [writer("ada"), writer("bo")];
    const { text, updates, doc } = copy(room, 11);
    text.insert(0, "typed before the crash ");
    assert.equal(await guard.look(bo, Y.encodeStateAsUpdate(doc), true), null);
    updates.length = 0;
    text.insert(0, "and after: ");
    looked(guard, ada, updates);
    assert.equal(room.text(), "and after: typed before the crash notes\n");
  });

  it("lets a person's two windows send each other's text", async () => {
    const { room, guard, holders } = await house();
    const [one, two] = [writer("ada"), writer("ada")];
    holders.set(11, one);
    const { text, updates } = copy(room, 11);
    text.insert(0, "handed on ");
    looked(guard, two, updates);
    assert.equal(room.text(), "handed on notes\n");
  });

  it("refuses text beyond the limit with 1009, still takes deletions, and then text again", async () => {
    const { room, guard } = await house(10);
    const { text, updates } = copy(room, 11);
    text.insert(0, "12345");
    const refusal = looked(guard, writer("ada"), updates)[0];
    assert.equal(refusal?.code, 1009);
    const other = copy(room, 12);
    const bo = writer("bo");
    other.text.insert(0, "1234");
    other.text.delete(0, 4);
    other.text.insert(0, "5678");
    assert.deepEqual(looked(guard, bo, other.updates), [null, null, null]);
    assert.equal(room.text(), "5678notes\n");
  });

  it("bounds what waits in a room, and sends who is beyond it to join again", async () => {
    const { room, guard } = await house();
    const ada = writer("ada");
    const { text, updates } = copy(room, 11);
    for (let count = 0; count < 1002; count += 1) text.insert(0, "x");
    const refusals = looked(guard, ada, updates.slice(1)).filter((refusal) => refusal !== null);
    assert.deepEqual(
      refusals.map(({ code }) => code),
      [1013],
    );
    guard.leave(ada);
    const bo = writer("bo");
    assert.equal(looked(guard, bo, updates.slice(1, 2))[0], null, "what a writer had waiting goes with them");
    guard.leave(bo);
  });

  it("does not log twice what a client sends again", async () => {
    const { room, guard } = await house();
    const { text, updates, doc } = copy(room, 11);
    text.insert(0, "once ");
    looked(guard, writer("ada"), updates);
    const { upTo } = room.capture();
    assert.equal(guard.look(writer("ada"), Y.encodeStateAsUpdate(doc), true), null);
    assert.equal(room.capture().upTo, upTo);
  });
});

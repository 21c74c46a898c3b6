import assert from "node:assert/strict";
import { describe, it } from "node:test";
import * as Y from "yjs";
import { createMemoryLog } from "../../server/docs/memory-log.ts";
import { seedOf, textOf } from "../../server/docs/page-doc.ts";
import { Room } from "../../server/docs/room.ts";
import type { DocIndex, UpdateLog } from "../../server/docs/update-log.ts";
import { UnfitUpdate, walkUpdate } from "../../server/docs/update-walk.ts";
import { applyTo } from "../kit/apply.ts";

const identity = { id: "doc", epoch: 1, path: "a.md" };
const commit = { first: "1".repeat(40), second: "2".repeat(40) };
const ada = { name: "Ada", email: "ada@example.org" };
const bo = { name: "Bo", email: "bo@example.org" };

async function storedRoom(text: string): Promise<{ log: UpdateLog & DocIndex; load(): Promise<Room> }> {
  const log = createMemoryLog();
  await log.create(identity, { commit: commit.first, state: seedOf("doc.1", text) });
  return {
    log,
    async load() {
      const stored = await log.load("doc");
      assert.ok(stored);
      return new Room(stored, log);
    },
  };
}

/** The update of one more word at the beginning, from a client that knows what the room knows. */
function typed(room: Room, client: number, word: string): Uint8Array {
  const doc = new Y.Doc();
  Y.applyUpdate(doc, room.live.state());
  doc.clientID = client;
  const before = Y.encodeStateVector(doc);
  doc.getText("content").insert(0, word);
  return Y.encodeStateAsUpdate(doc, before);
}

/** Somebody's own copy of the room's document. */
function visitor(room: Room, author = ada): { doc: Y.Doc; type(at: number, insert: string): void } {
  const doc = new Y.Doc();
  Y.applyUpdate(doc, room.live.state());
  const me = {};
  room.listen({
    updated(updates, from) {
      if (from !== me) for (const update of updates) Y.applyUpdate(doc, update, "room");
    },
  });
  doc.on("update", (update: Uint8Array, origin: unknown) => {
    if (origin !== "room") applyTo(room, update, author, me);
  });
  return { doc, type: (at, insert) => doc.getText("content").insert(at, insert) };
}

describe("a room", () => {
  it("tells everyone but leaves the origin to say who typed", async () => {
    const room = await (await storedRoom("notes\n")).load();
    const [one, two] = [visitor(room), visitor(room, bo)];
    one.type(0, "my ");
    two.type(0, "these are ");
    assert.equal(room.text(), "these are my notes\n");
    assert.equal(one.doc.getText("content").toString(), room.text());
    assert.equal(two.doc.getText("content").toString(), room.text());
  });

  it("is the same after a restart, uncommitted text and its authors included", async () => {
    const { load } = await storedRoom("notes\n");
    const room = await load();
    visitor(room, bo).type(0, "b");
    visitor(room, ada).type(0, "a");
    await room.close();
    const again = await load();
    assert.equal(again.text(), "abnotes\n");
    assert.deepEqual(again.capture().authors, [bo, ada]);
    assert.ok(again.unsettled());
  });

  it("does not double the text of somebody who comes back with an old copy", async () => {
    const { load } = await storedRoom("notes\n");
    const room = await load();
    const old = visitor(room);
    old.type(0, "typed ");
    await room.close();
    const again = await load();
    applyTo(again, Y.encodeStateAsUpdate(old.doc), ada, {});
    assert.equal(again.text(), "typed notes\n");
  });

  it("lets go of exactly what a save holds", async () => {
    const { load, log } = await storedRoom("notes\n");
    const room = await load();
    const writer = visitor(room);
    writer.type(0, "first ");
    const capture = room.capture();
    await room.stage(capture);
    writer.type(0, "then ");
    await room.settle(capture, commit.second);
    const stored = await log.load("doc");
    assert.equal(stored?.records.length, 1);
    assert.equal(textOf(stored?.base.state ?? new Uint8Array()), "first notes\n");
    assert.equal(room.baseText(), "first notes\n");
    assert.equal((await load()).text(), "then first notes\n");
    assert.ok(room.unsettled());
    await room.settle(room.capture(), commit.second);
    assert.ok(!room.unsettled());
  });

  it("knows after a crash which save was under way", async () => {
    const { load } = await storedRoom("notes\n");
    const room = await load();
    visitor(room).type(0, "half ");
    const capture = room.capture();
    await room.stage(capture);
    visitor(room).type(0, "and more ");
    await room.durable();
    // The process ends here: the commit was made, the log was not told.
    const again = await load();
    assert.equal(again.interrupted()?.text, "half notes\n");
    await again.interrupted()?.settle(commit.second);
    assert.equal(again.baseText(), "half notes\n");
    assert.equal(again.text(), "and more half notes\n");
    // Git has "half notes" now; taking it in changes nothing.
    await again.absorb("half notes\n", commit.second);
    assert.equal(again.text(), "and more half notes\n");
  });

  it("takes in a change from git beside what is typed, once however often it is told", async () => {
    const { load } = await storedRoom("one\ntwo\n");
    const room = await load();
    const writer = visitor(room);
    writer.type(3, " typed");
    await room.absorb("one\ntwo\npushed\n", commit.second);
    await room.absorb("one\ntwo\npushed\n", commit.second);
    assert.equal(room.text(), "one typed\ntwo\npushed\n");
    assert.equal(writer.doc.getText("content").toString(), room.text());
    assert.equal((await load()).text(), room.text());
  });

  it("comes to the same when a change from git is cut short and taken in again after the restart", async () => {
    const { load, log } = await storedRoom("one\ntwo\n");
    const room = await load();
    visitor(room).type(0, "x");
    const settle = log.settle;
    log.settle = async () => {
      throw new Error("the process ends here");
    };
    await assert.rejects(room.absorb("one\ntwo\npushed\n", commit.second));
    log.settle = settle;
    const again = await load();
    assert.equal(again.baseText(), "one\ntwo\n");
    await again.absorb("one\ntwo\npushed\n", commit.second);
    assert.equal(again.text(), "xone\ntwo\npushed\n");
  });

  it("does not take what builds on text that has not come", async () => {
    const room = await (await storedRoom("")).load();
    const doc = new Y.Doc();
    const updates: Uint8Array[] = [];
    doc.on("update", (update: Uint8Array) => updates.push(update));
    doc.getText("content").insert(0, "a");
    doc.getText("content").insert(1, "b");
    const [first, second] = updates;
    assert.ok(first && second);
    assert.throws(() => applyTo(room, second, ada, {}), UnfitUpdate);
    applyTo(room, first, ada, {});
    applyTo(room, second, ada, {});
    assert.equal(room.text(), "ab");
  });

  it("applies what came between two drains in one change, in the log by its own authors", async () => {
    const { load } = await storedRoom("notes\n");
    const room = await load();
    const told: (object | null)[] = [];
    room.listen({ updated: (_updates, from) => told.push(from) });
    const brought = [
      [typed(room, 11, "x"), ada, {}],
      [typed(room, 12, "x"), bo, {}],
      [typed(room, 13, "x"), ada, {}],
    ] as const;
    for (const [update, author, from] of brought) room.take(update, walkUpdate(update), author, from);
    room.live.drain();
    assert.deepEqual(told, [null]);
    assert.equal(room.text().match(/x/g)?.length, 3);
    await room.close();
    const again = await load();
    assert.equal(again.text(), room.text());
    assert.deepEqual(again.capture().authors, [bo, ada]);
  });

  it("reads as if all that was taken were applied", async () => {
    const room = await (await storedRoom("notes\n")).load();
    const update = typed(room, 11, "new ");
    room.take(update, walkUpdate(update), ada, {});
    assert.equal(room.live.clockOf(11), 4);
    assert.equal(room.text(), "new notes\n");
  });

  it("knows what says nothing new, deletions and all", async () => {
    const room = await (await storedRoom("notes\n")).load();
    const writer = visitor(room);
    writer.type(0, "some ");
    writer.doc.getText("content").delete(2, 5);
    assert.ok(room.live.knows(walkUpdate(Y.encodeStateAsUpdate(writer.doc))));
    const other = new Y.Doc();
    Y.applyUpdate(other, room.live.state());
    const before = Y.encodeStateVector(other);
    other.getText("content").delete(0, 1);
    assert.ok(!room.live.knows(walkUpdate(Y.encodeStateAsUpdate(other, before))));
  });

  it("gives those who join the same state until it changes, and then the change beside it", async () => {
    const room = await (await storedRoom("notes\n")).load();
    const nothing = Y.encodeStateVector(new Y.Doc());
    const [whole] = room.live.missing(nothing);
    assert.equal(room.live.missing(nothing)[0], whole);
    visitor(room).type(0, "more ");
    visitor(room).type(0, "and ");
    const parts = room.live.missing(nothing);
    const doc = new Y.Doc();
    for (const part of parts) Y.applyUpdate(doc, part);
    assert.equal(doc.getText("content").toString(), "and more notes\n");
    assert.ok(parts.length <= 2);
  });

  it("has space for text up to the limit in bytes, and for none beyond it", async () => {
    const room = await (await storedRoom("né\n")).load();
    assert.ok(room.live.hasSpace(6, 10));
    assert.ok(!room.live.hasSpace(7, 10));
    visitor(room).type(0, "abc");
    assert.ok(room.live.hasSpace(3, 10));
    assert.ok(!room.live.hasSpace(4, 10));
  });

  it("makes line ends right for everyone before it is saved", async () => {
    const room = await (await storedRoom("one\n")).load();
    const writer = visitor(room);
    writer.type(4, "two\r\nthree\rfour\n");
    assert.equal(room.capture().text, "one\ntwo\nthree\nfour\n");
    assert.equal(writer.doc.getText("content").toString(), "one\ntwo\nthree\nfour\n");
  });

  it("is not durable while the disk refuses, and is once it takes the write", async () => {
    const { load, log } = await storedRoom("notes\n");
    const append = log.append;
    let refusals = 0;
    log.append = async () => {
      refusals += 1;
      throw new Error("no space left");
    };
    const room = await load();
    let troubled = 0;
    room.listen({ trouble: () => (troubled += 1) });
    visitor(room).type(0, "x");
    let durable = false;
    const waiting = room.durable().then(() => {
      durable = true;
    });
    await new Promise((resolve) => setTimeout(resolve, 50));
    assert.equal(durable, false);
    assert.ok(refusals > 0 && troubled === refusals);
    log.append = append;
    await waiting;
    assert.equal((await load()).text(), "xnotes\n");
  });
});

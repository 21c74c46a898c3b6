import assert from "node:assert/strict";
import { describe, it } from "node:test";
import * as Y from "yjs";
import { hasOutgrown } from "../../server/docs/epochs.ts";
import { createMemoryLog } from "../../server/docs/memory-log.ts";
import { textOf } from "../../server/docs/page-doc.ts";
import { createRooms, type Rooms } from "../../server/docs/rooms.ts";
import type { DocStore } from "../../server/docs/update-log.ts";
import { WikiError } from "../../server/errors.ts";
import { applyTo } from "../kit/apply.ts";
import { growOld } from "../kit/old-age.ts";

const path = "a.md";
const current = { text: "one\ntwo\nthree\n", commit: "1".repeat(40) };
const ada = { name: "Ada", email: "ada@example.org" };
const limit = 1024 * 1024;

interface House {
  readonly log: DocStore;
  readonly rooms: Rooms;
  readonly id: string;
}

async function house(text = current.text): Promise<House> {
  const log = createMemoryLog();
  const rooms = createRooms({ log, idleMs: 5 });
  const { id } = await rooms.identify(path, { ...current, text });
  return { log, rooms, id };
}

/** A page that has been edited for years: its state is far larger than its text. Everybody has left it. */
async function age({ rooms, id }: House): Promise<void> {
  const lease = await rooms.open(id);
  applyTo(lease.room, growOld(lease.room.live.state()), null, {});
  await lease.room.settle(lease.room.capture(), current.commit);
  lease.release();
  await new Promise((resolve) => setTimeout(resolve, 60));
  assert.equal(rooms.loaded(path), null);
}

/** Somebody with a copy of a room's document, away from it. */
async function copyOf({ rooms, id }: House): Promise<Y.Doc> {
  const lease = await rooms.open(id);
  const doc = new Y.Doc();
  Y.applyUpdate(doc, lease.room.live.state());
  lease.release();
  return doc;
}

async function handOver({ rooms, id }: House, epoch: number, doc: Y.Doc): Promise<string> {
  const lease = await rooms.open(id);
  await lease.room.durable();
  await rooms.rescue(lease.room, { epoch, state: Y.encodeStateAsUpdate(doc), author: ada, limit });
  const text = lease.room.text();
  lease.release();
  return text;
}

function type(doc: Y.Doc, before: string, words: string): void {
  const content = doc.getText("content");
  content.insert(content.toString().indexOf(before), words);
}

describe("an epoch", () => {
  it("goes on while the history is in proportion to the text", async () => {
    const of = await house();
    const lease = await of.rooms.open(of.id);
    assert.equal(lease.room.name, `${of.id}.1`);
    assert.equal(hasOutgrown(256 * 1024 + 8 * 100, 100), false);
    assert.equal(hasOutgrown(256 * 1024 + 8 * 100 + 1, 100), true);
  });

  it("ends when nobody is in a room that has outgrown its text; the text is the same", async () => {
    const of = await house();
    await age(of);
    const lease = await of.rooms.open(of.id);
    assert.equal(lease.room.name, `${of.id}.2`);
    assert.equal(lease.room.text(), current.text);
    assert.ok(lease.room.live.state().length < 1000);
    assert.deepEqual(of.rooms.find(path)?.name, `${of.id}.2`);
    const located = of.rooms.locate(`${of.id}.1`);
    assert.equal(located.kind, "stale");
  });

  it("goes on while there is text that no commit holds", async () => {
    const of = await house();
    const lease = await of.rooms.open(of.id);
    applyTo(lease.room, growOld(lease.room.live.state()), null, {});
    await lease.room.durable();
    const again = createRooms({ log: of.log, idleMs: 5 });
    assert.equal((await again.open(of.id)).room.name, `${of.id}.1`);
  });

  it("that is over is kept: its last state, and the seed of the next one as its mirror", async () => {
    const of = await house();
    await age(of);
    const lease = await of.rooms.open(of.id);
    const past = await of.log.past(of.id, 1);
    assert.ok(past);
    assert.equal(textOf(past.state), current.text);
    assert.deepEqual(past.mirror, lease.room.live.state());
  });
});

describe("a client of a past epoch", () => {
  it("brings what it typed, once, however often it hands it over", async () => {
    const of = await house();
    const doc = await copyOf(of);
    type(doc, "two", "offline ");
    await age(of);
    assert.equal(await handOver(of, 1, doc), "one\noffline two\nthree\n");
    assert.equal(await handOver(of, 1, doc), "one\noffline two\nthree\n");
    type(doc, "three", "later ");
    assert.equal(await handOver(of, 1, doc), "one\noffline two\nlater three\n");
  });

  it("takes nothing back of what was typed since", async () => {
    const of = await house();
    const doc = await copyOf(of);
    type(doc, "two", "offline ");
    await age(of);
    const lease = await of.rooms.open(of.id);
    const now = await copyOf(of);
    type(now, "one", "new ");
    applyTo(lease.room, Y.encodeStateAsUpdate(now, lease.room.live.stateVector()), ada, {});
    assert.equal(await handOver(of, 1, doc), "new one\noffline two\nthree\n");
  });

  it("brings nothing back that was taken out since, though it typed on the same line", async () => {
    const of = await house("Room\n\n\n- word added\n\nOne\n");
    const doc = await copyOf(of);
    type(doc, "\n\n- word", "a\n");
    type(doc, "- word", "b");
    await age(of);
    const lease = await of.rooms.open(of.id);
    const now = await copyOf(of);
    const content = now.getText("content");
    content.delete(content.toString().indexOf("- word"), "- word added\n".length);
    applyTo(lease.room, Y.encodeStateAsUpdate(now, lease.room.live.stateVector()), ada, {});
    assert.equal(await handOver(of, 1, doc), "Room\na\n\n\nb\nOne\n");
  });

  it("is credited with it", async () => {
    const of = await house();
    const doc = await copyOf(of);
    type(doc, "two", "offline ");
    await age(of);
    await handOver(of, 1, doc);
    assert.deepEqual((await of.rooms.open(of.id)).room.capture().authors, [ada]);
  });

  it("with two windows whose texts overlap doubles nothing", async () => {
    const of = await house();
    const one = await copyOf(of);
    type(one, "two", "both ");
    const other = new Y.Doc();
    Y.applyUpdate(other, Y.encodeStateAsUpdate(one));
    type(one, "one", "first ");
    type(other, "three", "second ");
    await age(of);
    await handOver(of, 1, one);
    assert.equal(await handOver(of, 1, other), "first one\nboth two\nsecond three\n");
  });

  it("that slept through several epochs is brought up through all of them", async () => {
    const of = await house();
    const first = await copyOf(of);
    type(first, "one", "slept long ");
    await age(of);
    const second = await copyOf(of);
    type(second, "three", "slept less ");
    await age(of);
    await age(of);
    assert.equal(await handOver(of, 2, second), "one\ntwo\nslept less three\n");
    assert.equal(await handOver(of, 1, first), "slept long one\ntwo\nslept less three\n");
    assert.equal(await handOver(of, 1, first), "slept long one\ntwo\nslept less three\n");
    assert.equal(await handOver(of, 2, second), "slept long one\ntwo\nslept less three\n");
  });

  it("is taken in wholly or not at all by a server that dies meanwhile", async () => {
    const of = await house();
    const doc = await copyOf(of);
    type(doc, "two", "offline ");
    await age(of);
    const append = of.log.append;
    of.log.append = () => new Promise(() => {});
    const lease = await of.rooms.open(of.id);
    void of.rooms.rescue(lease.room, { epoch: 1, state: Y.encodeStateAsUpdate(doc), author: ada, limit });
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(lease.room.text(), current.text, "nobody sees what is not on disk");
    of.log.append = append;
    const again = { ...of, rooms: createRooms({ log: of.log, idleMs: 1000 }) };
    assert.equal(await handOver(again, 1, doc), "one\noffline two\nthree\n");
  });

  it("is refused with what is no text of the page, or too much of it, and nothing changes", async () => {
    const of = await house();
    const doc = await copyOf(of);
    await age(of);
    const lease = await of.rooms.open(of.id);
    const refused = (state: Uint8Array, code: string) =>
      assert.rejects(
        of.rooms.rescue(lease.room, { epoch: 1, state, author: ada, limit }),
        (cause) => cause instanceof WikiError && cause.code === code,
      );
    await refused(Uint8Array.of(1, 2, 3), "bad-request");
    const map = new Y.Doc();
    map.getMap("content").set("a", 1);
    await refused(Y.encodeStateAsUpdate(map), "bad-request");
    type(doc, "one", "x".repeat(limit));
    await refused(Y.encodeStateAsUpdate(doc), "too-large");
    assert.equal(lease.room.text(), current.text);
  });
});

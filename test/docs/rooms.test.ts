import assert from "node:assert/strict";
import { describe, it } from "node:test";
import * as Y from "yjs";
import { createMemoryLog } from "../../server/docs/memory-log.ts";
import { createRooms, type Rooms } from "../../server/docs/rooms.ts";
import { applyTo } from "../kit/apply.ts";

const current = { text: "notes\n", commit: "1".repeat(40) };

function insertion(rooms: Rooms, path: string, insert: string): Uint8Array {
  const room = rooms.loaded(path);
  assert.ok(room);
  const doc = new Y.Doc();
  Y.applyUpdate(doc, room.live.state());
  const before = Y.encodeStateVector(doc);
  doc.getText("content").insert(0, insert);
  return Y.encodeStateAsUpdate(doc, before);
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe("rooms", () => {
  it("a page has one document, whoever asks first", async () => {
    const rooms = createRooms({ log: createMemoryLog(), idleMs: 1000 });
    const [one, two] = await Promise.all([rooms.identify("a.md", current), rooms.identify("a.md", current)]);
    assert.deepEqual(one, two);
    assert.equal(one.name, `${one.id}.1`);
  });

  it("a name leads to its room, an older epoch's name is stale, any other is unknown", async () => {
    const rooms = createRooms({ log: createMemoryLog(), idleMs: 1000 });
    const { id, name } = await rooms.identify("a.md", current);
    assert.equal(rooms.locate(name).kind, "room");
    assert.equal(rooms.locate(`${id}.0`).kind, "stale");
    for (const unknown of [`${id}.2`, `${id}.x`, id, "nobody.1", "", "."]) {
      assert.equal(rooms.locate(unknown).kind, "unknown", unknown);
    }
  });

  it("those who open a room at once share it", async () => {
    const rooms = createRooms({ log: createMemoryLog(), idleMs: 1000 });
    const { id } = await rooms.identify("a.md", current);
    const leases = await Promise.all([rooms.open(id), rooms.open(id), rooms.open(id)]);
    assert.equal(new Set(leases.map((lease) => lease.room)).size, 1);
  });

  it("a room that nobody holds goes from memory, and is loaded again with all that was typed", async () => {
    const rooms = createRooms({ log: createMemoryLog(), idleMs: 5 });
    const { id } = await rooms.identify("a.md", current);
    const lease = await rooms.open(id);
    applyTo(lease.room, insertion(rooms, "a.md", "typed "), null, {});
    await lease.room.settle(lease.room.capture(), current.commit);
    lease.release();
    await pause(40);
    assert.equal(rooms.loaded("a.md"), null);
    assert.equal((await rooms.open(id)).room.text(), "typed notes\n");
  });

  it("a room with text that is not committed stays in memory", async () => {
    const rooms = createRooms({ log: createMemoryLog(), idleMs: 5 });
    const { id } = await rooms.identify("a.md", current);
    const lease = await rooms.open(id);
    applyTo(lease.room, insertion(rooms, "a.md", "typed "), null, {});
    lease.release();
    await pause(40);
    assert.ok(rooms.loaded("a.md"));
    assert.deepEqual(rooms.unsettled(), ["a.md"]);
  });

  it("the last one to leave is told of, once, however often a hold is released", async () => {
    const rooms = createRooms({ log: createMemoryLog(), idleMs: 1000 });
    let left = 0;
    rooms.watch({ left: () => (left += 1) });
    const { id } = await rooms.identify("a.md", current);
    const [one, two] = [await rooms.open(id), await rooms.open(id)];
    one.release();
    one.release();
    assert.equal(left, 0);
    two.release();
    assert.equal(left, 1);
  });

  it("a room that is closing is waited for and then opened anew", async () => {
    const log = createMemoryLog();
    const rooms = createRooms({ log, idleMs: 0 });
    const { id } = await rooms.identify("a.md", current);
    for (let round = 0; round < 20; round += 1) {
      const lease = await rooms.open(id);
      assert.equal(lease.room.text(), "notes\n");
      lease.release();
      await pause(round % 3);
    }
  });

  it("a room whose page was deleted leaves memory with text that is not committed, and has it again", async () => {
    const rooms = createRooms({ log: createMemoryLog(), idleMs: 5 });
    const { id } = await rooms.identify("a.md", current);
    const lease = await rooms.open(id);
    applyTo(lease.room, insertion(rooms, "a.md", "typed "), null, {});
    lease.room.gone = true;
    lease.release();
    await pause(40);
    assert.equal(rooms.loaded("a.md"), null);
    assert.deepEqual(rooms.unsettled(), ["a.md"]);
    assert.equal((await rooms.open(id)).room.text(), "typed notes\n");
  });

  it("a room that is moved keeps its name and is found by its new path; its old one begins anew", async () => {
    const rooms = createRooms({ log: createMemoryLog(), idleMs: 1000 });
    const { id, name } = await rooms.identify("a.md", current);
    const { room } = await rooms.open(id);
    assert.equal(await rooms.move(room, "b.md"), true);
    assert.deepEqual([room.identity.path, room.name, rooms.pathOf(id)], ["b.md", name, "b.md"]);
    assert.equal(rooms.loaded("b.md"), room);
    assert.equal(rooms.find("a.md"), null);
    assert.notEqual((await rooms.identify("a.md", current)).id, id);
  });

  it("a room is not moved to a path whose document is held or has text that is not committed; else that one is dropped", async () => {
    const rooms = createRooms({ log: createMemoryLog(), idleMs: 1000 });
    const mine = await rooms.open((await rooms.identify("a.md", current)).id);
    const other = await rooms.identify("b.md", current);
    const lease = await rooms.open(other.id);
    assert.equal(await rooms.move(mine.room, "b.md"), false);
    applyTo(lease.room, insertion(rooms, "b.md", "typed "), null, {});
    lease.release();
    assert.equal(await rooms.move(mine.room, "b.md"), false);
    const again = await rooms.open(other.id);
    assert.equal(again.room.text(), "typed notes\n");
    await again.room.settle(again.room.capture(), current.commit);
    again.release();
    assert.equal(await rooms.move(mine.room, "b.md"), true);
    assert.equal(rooms.locate(other.name).kind, "unknown");
    assert.equal(rooms.find("b.md")?.id, mine.room.identity.id);
  });
});

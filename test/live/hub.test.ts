import assert from "node:assert/strict";
import { describe, it } from "node:test";
import * as Y from "yjs";
import { createMemoryLog } from "../../server/docs/memory-log.ts";
import { seedOf } from "../../server/docs/page-doc.ts";
import { Room } from "../../server/docs/room.ts";
import { createTrial } from "../../server/docs/trial.ts";
import { createHub, type Hub, type Member } from "../../server/live/hub.ts";
import { type Frame, readFrame } from "../../server/live/wire.ts";

async function hub(): Promise<Hub> {
  const log = createMemoryLog();
  await log.create(
    { id: "doc", epoch: 1, path: "a.md" },
    { commit: "1".repeat(40), state: seedOf("doc.1", "notes\n") },
  );
  const stored = await log.load("doc");
  assert.ok(stored);
  return createHub(new Room(stored, log), { trial: createTrial(), maxTextBytes: 1e6 });
}

interface Heard extends Member {
  readonly frames: Frame[];
  writes: number;
}

/** The head of a short frame is two bytes, of a longer one four. */
function framesIn(bytes: Buffer): Frame[] {
  const frames: Frame[] = [];
  for (let at = 0; at < bytes.length; ) {
    const long = bytes[at + 1] === 126;
    const from = at + (long ? 4 : 2);
    const to = from + (long ? bytes.readUInt16BE(at + 2) : (bytes[at + 1] ?? 0));
    frames.push(readFrame(bytes.subarray(from, to)));
    at = to;
  }
  return frames;
}

let people = 0;

function come(to: Hub): Heard {
  people += 1;
  const id = `p${people}`;
  const member: Heard = {
    id,
    name: id,
    author: { name: id, email: `${id}@example.org` },
    seat: { slot: 1, again: false },
    frames: [],
    writes: 0,
    write(bytes) {
      member.writes += 1;
      member.frames.push(...framesIn(bytes));
    },
    spent() {},
    prove() {},
    gone: () => false,
    refuse: ({ reason }) => assert.fail(reason),
  };
  to.join(member);
  return member;
}

/** One more word at the beginning, from a client of its own. */
function typed(of: Hub, word: string): Uint8Array {
  const doc = new Y.Doc();
  Y.applyUpdate(doc, of.room.live.state());
  const before = Y.encodeStateVector(doc);
  doc.getText("content").insert(0, word);
  return Y.encodeStateAsUpdate(doc, before);
}

const kinds = ({ frames }: Heard): string[] => frames.map(({ kind }) => kind);
const rest = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe("a room's hub", () => {
  it("tells a letter to everybody but who typed it, at once while few are there", async () => {
    const of = await hub();
    const [ada, bo] = [come(of), come(of)];
    assert.equal(of.edit(ada, typed(of, "x"), false), null);
    assert.deepEqual([kinds(ada), kinds(bo)], [[], ["update"]]);
    of.close();
  });

  it("tells what several typed within a beat in one frame, to them as well", async () => {
    const of = await hub();
    const members = Array.from({ length: 50 }, () => come(of));
    const [ada, bo, cy] = members;
    assert.ok(ada && bo && cy);
    const updates = [typed(of, "a"), typed(of, "b"), typed(of, "c"), typed(of, "d")] as const;
    assert.equal(of.edit(ada, updates[0], false), null);
    assert.equal(of.edit(bo, updates[1], false), null);
    assert.equal(of.edit(cy, updates[2], false), null);
    assert.equal(of.edit(ada, updates[3], false), null);
    assert.deepEqual(kinds(members[5] ?? ada), ["update"], "the first goes out without delay");
    await rest(60);
    assert.deepEqual(
      members.map((member) => member.frames.length),
      members.map((member) => (member === ada ? 1 : 2)),
    );
    of.close();
  });

  it("tells a letter or two as they came, in one go", async () => {
    const of = await hub();
    const members = Array.from({ length: 12 }, () => come(of));
    const [ada, bo, cy, reader] = members;
    assert.ok(ada && bo && cy && reader);
    const updates = [typed(of, "a"), typed(of, "b"), typed(of, "c")] as const;
    for (const [index, member] of [ada, bo, cy].entries())
      assert.equal(of.edit(member, updates[index] ?? updates[0], false), null);
    assert.deepEqual(
      reader.frames.map((frame) => (frame.kind === "update" ? frame.update : null)),
      [...updates],
    );
    assert.equal(reader.writes, 2);
    of.close();
  });

  it("gives a newcomer everything, what waits for its beat included", async () => {
    const of = await hub();
    for (let count = 0; count < 9; count += 1) come(of);
    const ada = come(of);
    const updates = [typed(of, "one "), typed(of, "two ")] as const;
    for (const update of updates) assert.equal(of.edit(ada, update, false), null);
    const doc = new Y.Doc();
    for (const part of of.answerTo(Y.encodeStateVector(new Y.Doc()))) {
      const frame = readFrame(part.subarray(part[1] === 126 ? 4 : 2));
      assert.ok(frame.kind === "update");
      Y.applyUpdate(doc, frame.update);
    }
    assert.equal(doc.getText("content").toString(), of.room.text());
    assert.match(of.room.text(), /one /);
    assert.match(of.room.text(), /two /);
    of.close();
  });

  it("tells where somebody is to all, them too, and gathers signs of life that say nothing new", async () => {
    const of = await hub();
    const [ada, bo] = [come(of), come(of)];
    const state = { talk: "expo" };
    for (const clock of [1, 2]) of.aware(ada, [{ client: 1, clock, state }]);
    assert.deepEqual(kinds(bo), ["awareness", "awareness"]);
    assert.deepEqual(kinds(ada), ["awareness", ...kinds(bo)], "the first by itself: it is called back");
    bo.frames.length = 0;
    for (let clock = 3; clock < 7; clock += 1) of.aware(ada, [{ client: 1, clock, state }]);
    assert.equal(bo.frames.length, 1, "the first sign at once, those after it together, later");
    of.close();
  });

  it("coalesces the carets of a beat: each client's newest", async () => {
    const of = await hub();
    const members = Array.from({ length: 12 }, () => come(of));
    const [ada, bo] = members;
    assert.ok(ada && bo);
    for (let clock = 1; clock <= 20; clock += 1) of.aware(ada, [{ client: 7, clock, state: { at: clock } }]);
    await rest(120);
    const frames = bo.frames.filter((frame) => frame.kind === "awareness");
    assert.equal(frames.length, 2);
    assert.equal(frames[1]?.kind === "awareness" && frames[1].entries[0]?.clock, 20);
    of.close();
  });

  it("says of who leaves that they are gone", async () => {
    const of = await hub();
    const [ada, bo] = [come(of), come(of)];
    of.aware(ada, [{ client: 1, clock: 1, state: {} }]);
    of.leave(ada);
    const last = bo.frames.at(-1);
    assert.deepEqual(last?.kind === "awareness" && last.entries, [{ client: 1, clock: 1, state: null }]);
    assert.equal(of.everybody(), null);
    of.close();
  });
});

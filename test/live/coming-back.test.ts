import assert from "node:assert/strict";
import { afterEach, describe, it } from "node:test";
import * as decoding from "lib0/decoding";
import * as encoding from "lib0/encoding";
import { Awareness, applyAwarenessUpdate, encodeAwarenessUpdate, removeAwarenessStates } from "y-protocols/awareness";
import * as Y from "yjs";
import { createMemoryLog } from "../../server/docs/memory-log.ts";
import { seedOf } from "../../server/docs/page-doc.ts";
import { Room } from "../../server/docs/room.ts";
import { createTrial } from "../../server/docs/trial.ts";
import { createHub, type Hub, type Member } from "../../server/live/hub.ts";
import { readFrame } from "../../server/live/wire.ts";

const AWARENESS = 1;

async function hub(): Promise<Hub> {
  const log = createMemoryLog();
  const seed = { commit: "1".repeat(40), state: seedOf("doc.1", "notes\n") };
  await log.create({ id: "doc", epoch: 1, path: "a.md" }, seed);
  const stored = await log.load("doc");
  assert.ok(stored);
  return createHub(new Room(stored, log), { trial: createTrial(), maxTextBytes: 1e6 });
}

/** The messages in frames. The head of a short frame is two bytes, of a longer one four. */
function messagesIn(frames: Buffer): Uint8Array[] {
  const messages: Uint8Array[] = [];
  for (let at = 0; at < frames.length; ) {
    const long = frames[at + 1] === 126;
    const from = at + (long ? 4 : 2);
    at = from + (long ? frames.readUInt16BE(at + 2) : (frames[at + 1] ?? 0));
    messages.push(frames.subarray(from, at));
  }
  return messages;
}

/** A window with a stock awareness, whose line breaks and comes back as the stock provider's does. */
interface StockWindow {
  readonly awareness: Awareness;
  join(to: Hub): void;
  leave(): void;
  /** Its line goes dead: what it gives makes the room notice that. */
  lose(): () => void;
}

const awake = new Set<Awareness>();

function stockWindow(name: string): StockWindow {
  const awareness = new Awareness(new Y.Doc());
  awake.add(awareness);
  let line: { readonly hub: Hub; readonly member: Member } | null = null;

  function hear(frames: Buffer): void {
    for (const message of messagesIn(frames)) {
      const decoder = decoding.createDecoder(message);
      if (decoding.readVarUint(decoder) !== AWARENESS) continue;
      applyAwarenessUpdate(awareness, decoding.readVarUint8Array(decoder), "room");
    }
  }

  function say(clients: number[]): void {
    const message = encoding.createEncoder();
    encoding.writeVarUint(message, AWARENESS);
    encoding.writeVarUint8Array(message, encodeAwarenessUpdate(awareness, clients));
    const frame = readFrame(encoding.toUint8Array(message));
    if (frame.kind === "awareness") line?.hub.aware(line.member, frame.entries);
  }

  function lose(): () => void {
    const lost = line;
    line = null;
    const others = [...awareness.getStates().keys()].filter((client) => client !== awareness.clientID);
    removeAwarenessStates(awareness, others, "room");
    return () => lost?.hub.leave(lost.member);
  }

  // It hands on what it hears of others.
  awareness.on("update", ({ added, updated, removed }: Record<"added" | "updated" | "removed", number[]>) => {
    say([...added, ...updated, ...removed]);
  });
  return {
    awareness,
    join(to) {
      const member: Member = {
        id: name,
        name,
        author: { name, email: `${name}@example.org` },
        seat: { slot: 1, again: false },
        write: hear,
        spent() {},
        prove() {},
        gone: () => false,
        refuse: ({ reason }) => assert.fail(reason),
      };
      line = { hub: to, member };
      to.join(member);
      const everybody = to.everybody();
      if (everybody) hear(everybody);
      say([awareness.clientID]);
    },
    leave: () => lose()(),
    lose,
  };
}

/** What one window knows of another. */
function seen(window: StockWindow, by: StockWindow): Record<string, unknown> | undefined {
  return by.awareness.getStates().get(window.awareness.clientID);
}

describe("a stock client", () => {
  // Each renews itself by a timer that would keep the process alive.
  afterEach(() => {
    for (const awareness of awake) awareness.destroy();
    awake.clear();
  });

  it("is seen at once when it comes, and when it comes back with nothing new to say, as often as it does", async () => {
    const of = await hub();
    const [ada, bo] = [stockWindow("ada"), stockWindow("bo")];
    for (const window of [ada, bo]) window.join(of);
    assert.ok(seen(bo, ada), "a client's first state counts zero, which its peers do not believe");
    bo.awareness.setLocalStateField("talk", "expo");
    for (let time = 0; time < 3; time += 1) {
      bo.leave();
      assert.equal(seen(bo, ada), undefined);
      bo.join(of);
      assert.equal(seen(bo, ada)?.["talk"], "expo");
      assert.deepEqual(bo.awareness.getLocalState(), { talk: "expo" }, "it keeps its own state as it said it");
    }
    bo.awareness.setLocalStateField("talk", "lunch");
    assert.equal(seen(bo, ada)?.["talk"], "lunch");
    of.close();
  });

  it("that changed something while it was away is seen with that", async () => {
    const of = await hub();
    const [ada, bo] = [stockWindow("ada"), stockWindow("bo")];
    for (const window of [ada, bo]) window.join(of);
    for (const changes of [1, 2, 3]) {
      bo.leave();
      for (let change = 1; change <= changes; change += 1)
        bo.awareness.setLocalStateField("talk", `${changes}.${change}`);
      bo.join(of);
      assert.equal(seen(bo, ada)?.["talk"], `${changes}.${changes}`);
    }
    of.close();
  });

  it("whose dead line is noticed only after its new one has come is seen on", async () => {
    const of = await hub();
    const [ada, bo] = [stockWindow("ada"), stockWindow("bo")];
    for (const window of [ada, bo]) window.join(of);
    bo.awareness.setLocalStateField("talk", "expo");
    const notice = bo.lose();
    bo.join(of);
    assert.equal(seen(bo, ada)?.["talk"], "expo");
    notice();
    assert.equal(seen(bo, ada)?.["talk"], "expo");
    of.close();
  });

  it("sees the others at once, and they it, in a room that begins anew, as after a restart", async () => {
    const [ada, bo] = [stockWindow("ada"), stockWindow("bo")];
    for (const of of [await hub(), await hub()]) {
      for (const window of [ada, bo]) window.join(of);
      assert.ok(seen(ada, bo) && seen(bo, ada));
      for (const window of [ada, bo]) window.leave();
      of.close();
    }
  });
});

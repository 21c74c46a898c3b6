import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createAppendQueue } from "../../server/docs/append-queue.ts";
import type { LogRecord } from "../../server/docs/update-log.ts";

function record(seq: number): LogRecord {
  return { seq, update: new Uint8Array(10), author: null };
}

/** A disk that takes or refuses what it is given when it is told to. */
function createDisk() {
  const kept: number[] = [];
  const told: string[] = [];
  let refusing = false;
  const queue = createAppendQueue(
    async (records) => {
      await new Promise((resolve) => setImmediate(resolve));
      if (refusing) throw new Error("full");
      kept.push(...records.map(({ seq }) => seq));
    },
    { trouble: () => told.push("trouble"), eased: () => told.push("eased") },
  );
  return {
    queue,
    kept,
    told,
    refuse(yes: boolean) {
      refusing = yes;
    },
  };
}

describe("a queue of records", () => {
  it("writes in order what comes while it writes, and owes nothing then", async () => {
    const { queue, kept } = createDisk();
    for (let seq = 1; seq <= 5; seq += 1) queue.add(record(seq));
    assert.equal(queue.owed(), 50);
    await queue.durable();
    assert.deepEqual(kept, [1, 2, 3, 4, 5]);
    assert.equal(queue.owed(), 0);
  });

  it("keeps what is refused, tells of it once, and writes it when it can", async () => {
    const { queue, kept, told, refuse } = createDisk();
    refuse(true);
    queue.add(record(1));
    let durable = false;
    const waiting = queue.durable().then(() => {
      durable = true;
    });
    await assert.rejects(queue.flushed(), /full/);
    queue.add(record(2));
    await assert.rejects(queue.flushed(), /full/, "known to be refused, it is refused at once");
    assert.deepEqual([durable, queue.owed(), told], [false, 20, ["trouble"]]);
    refuse(false);
    await waiting;
    await queue.flushed();
    assert.deepEqual([kept, queue.owed(), told], [[1, 2], 0, ["trouble", "eased"]]);
  });

  it("that is given up rejects what waits", async () => {
    const { queue, refuse } = createDisk();
    refuse(true);
    queue.add(record(1));
    await assert.rejects(queue.flushed(), /full/);
    queue.add(record(2));
    const waiting = queue.durable();
    queue.abandon();
    await assert.rejects(waiting, /given up/);
  });
});

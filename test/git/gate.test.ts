import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { WikiError } from "../../server/errors.ts";
import { createGate, createLock } from "../../server/git/gate.ts";

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe("a gate", () => {
  it("lets as many in as it may, first come first", async () => {
    const gate = createGate(2, 10);
    const order: number[] = [];
    let inside = 0;
    let most = 0;
    await Promise.all(
      [1, 2, 3, 4, 5].map((number) =>
        gate.run(async () => {
          inside += 1;
          most = Math.max(most, inside);
          order.push(number);
          await turn();
          inside -= 1;
        }),
      ),
    );
    assert.equal(most, 2);
    assert.deepEqual(order, [1, 2, 3, 4, 5]);
  });

  it("goes on after a task that throws", async () => {
    const lock = createLock();
    const failing = lock.run(() => Promise.reject(new Error("no")));
    const next = lock.run(async () => "yes");
    await assert.rejects(failing, /no/);
    assert.equal(await next, "yes");
  });

  it("lets who waits leave, and keeps no place for them", async () => {
    const lock = createLock();
    let free = (): void => {};
    const first = lock.run(() => new Promise<void>((resolve) => (free = resolve)));
    const leaving = new AbortController();
    const left = lock.run(async () => "never", leaving.signal);
    const last = lock.run(async () => "last");
    leaving.abort(new Error("gone"));
    await assert.rejects(left, /gone/);
    free();
    assert.equal(await last, "last");
    await first;
    await assert.rejects(
      lock.run(async () => "never", leaving.signal),
      /gone/,
    );
    assert.equal(await lock.run(async () => "again"), "again");
  });

  it("says busy to one more than may wait", async () => {
    const gate = createGate(1, 1);
    const tasks = [gate.run(turn), gate.run(turn)];
    await assert.rejects(gate.run(turn), (cause) => cause instanceof WikiError && cause.code === "busy");
    await Promise.all(tasks);
    await gate.run(turn);
  });
});

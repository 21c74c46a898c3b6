import assert from "node:assert/strict";
import { describe, it, mock } from "node:test";
import { createBudget } from "../../server/live/budget.ts";
import { caretPace, createBeat, textPace } from "../../server/live/pace.ts";
import { rawFrame } from "../../server/live/raw-frame.ts";

describe("the pace of a room", () => {
  it("widens with the people in it, and carets are told less often than text", () => {
    const rests = [1, 8, 9, 40, 41, 120, 121, 2000].map((people) => textPace(people).rest);
    assert.deepEqual(rests, [0, 0, 33, 33, 20, 20, 33, 33]);
    for (const people of [1, 8, 20, 100, 300]) assert.ok(caretPace(people).rest >= textPace(people).rest);
  });

  it("beats at once after a pause, and then once for all who asked meanwhile", async () => {
    let runs = 0;
    const beat = createBeat(
      () => ({ rest: 40, wait: "beat" }),
      () => (runs += 1),
    );
    beat.ask();
    assert.equal(runs, 1);
    for (let times = 0; times < 5; times += 1) beat.ask();
    assert.equal(runs, 1);
    await new Promise((resolve) => setTimeout(resolve, 60));
    assert.equal(runs, 2);
    beat.stop();
  });

  it("lets every second one wait for the next, where they go in pairs, but not for long", async () => {
    let runs = 0;
    const beat = createBeat(
      () => ({ rest: 1000, wait: { pair: 40 } }),
      () => (runs += 1),
    );
    beat.ask();
    beat.ask();
    assert.equal(runs, 1);
    beat.ask();
    assert.equal(runs, 2);
    beat.ask();
    await new Promise((resolve) => setTimeout(resolve, 80));
    assert.equal(runs, 3);
    beat.stop();
  });

  it("does not beat again once it is stopped", async () => {
    let runs = 0;
    const beat = createBeat(
      () => ({ rest: 5, wait: "beat" }),
      () => (runs += 1),
    );
    beat.ask();
    beat.ask();
    beat.stop();
    await new Promise((resolve) => setTimeout(resolve, 20));
    assert.equal(runs, 1);
  });
});

describe("a connection's budget", () => {
  it("lets a burst through, then a quarter of the time, and asks for a rest in between", () => {
    const now = mock.fn(() => 0);
    const budget = createBudget(now);
    assert.equal(budget.spend(1500), 0);
    assert.equal(budget.spend(100), 400);
    now.mock.mockImplementation(() => 400);
    assert.equal(budget.spend(0), 0);
    now.mock.mockImplementation(() => 100_000);
    assert.equal(budget.spend(1500), 0, "a long rest brings no more than one burst");
    assert.ok(budget.spend(1) > 0);
  });
});

describe("a raw frame", () => {
  it("has the head that its length asks for", () => {
    for (const [length, head] of [
      [0, [0x82, 0]],
      [125, [0x82, 125]],
      [126, [0x82, 126, 0, 126]],
      [65_535, [0x82, 126, 255, 255]],
      [65_536, [0x82, 127, 0, 0, 0, 0, 0, 1, 0, 0]],
    ] as const) {
      const frame = rawFrame(new Uint8Array(length).fill(7));
      assert.deepEqual([...frame.subarray(0, head.length)], [...head]);
      assert.equal(frame.length, head.length + length);
    }
  });
});

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createMirror, type Mirror } from "../../server/wiki/mirror.ts";
import type { Round } from "../../server/wiki/mirror-ports.ts";
import { retryAt } from "../../server/wiki/mirror-times.ts";
import { createHandClock, type HandClock, rest } from "../kit/wiki.ts";

const EVERY_MS = 60_000;

/** A remote that does what it is told, and a wiki's `main` that is moved by hand. */
interface Stage {
  readonly mirror: Mirror;
  readonly clock: HandClock;
  /** When each round was, ms since the start, and whether it only sent. */
  readonly rounds: { readonly at: number; readonly sendOnly: boolean }[];
  readonly told: string[];
  end: Round["end"];
  main: string;
  unsent: number;
  /** A round waits for this. */
  hold: Promise<void>;
  commit(): void;
}

function stage(): Stage {
  const clock = createHandClock();
  const start = clock.now();
  const made = {
    ...{ end: "in step" as Round["end"], main: "a", unsent: 0, hold: Promise.resolve() },
    ...{ rounds: [] as Stage["rounds"], told: [] as string[], clock },
  };
  let count = 0;
  const of: Omit<Stage, "mirror"> & { mirror?: Mirror } = Object.assign(made, {
    commit() {
      count += 1;
      of.main = `commit ${count}`;
      of.mirror?.moved();
    },
  });
  of.mirror = createMirror({
    remote: {
      async sync(signal, sendOnly = false) {
        of.rounds.push({ at: clock.now() - start, sendOnly });
        const main = of.main;
        await of.hold;
        signal.throwIfAborted();
        const reached = of.end !== "unreachable";
        return { end: of.end, reason: "", reached, pushed: false, main, merges: [], left: [] };
      },
      unsent: async () => of.unsent,
    },
    address: "https://example.org/notes.git",
    everyMs: EVERY_MS,
    head: async () => of.main,
    memory: { fetched: null, pushed: null, merges: [] },
    keep() {},
    clock,
    chance: () => 0.5,
    tell: (status) => of.told.push(status),
    trouble: (cause) => assert.fail(String(cause)),
  });
  of.mirror.start();
  return of as Stage;
}

const times = (of: Stage): number[] => of.rounds.map(({ at }) => at);

describe("a mirror", () => {
  it("looks at once, and then once in an interval", async () => {
    const of = stage();
    await of.clock.move(2 * EVERY_MS);
    assert.deepEqual(times(of), [0, EVERY_MS, 2 * EVERY_MS]);
  });

  it("sends two seconds after the last commit, and ten after the first", async () => {
    const of = stage();
    await of.clock.move(1000);
    of.commit();
    await of.clock.move(1500);
    of.commit();
    await of.clock.move(5000);
    assert.deepEqual(times(of), [0, 4500]);
    for (let count = 0; count < 12; count += 1) {
      of.commit();
      await of.clock.move(1000);
    }
    assert.deepEqual(times(of), [0, 4500, 17_500]);
  });

  it("does not turn back with what it has brought itself", async () => {
    const of = stage();
    await of.clock.move(1000);
    of.mirror.moved();
    await of.clock.move(10_000);
    assert.deepEqual(times(of), [0]);
    assert.equal((await of.mirror.state()).status, "in step");
  });

  it("sends what was committed while a round ran", async () => {
    const of = stage();
    let go = (): void => {};
    of.hold = new Promise((resolve) => {
      go = resolve;
    });
    await of.clock.move(0);
    of.commit();
    await of.clock.move(500);
    go();
    await rest();
    await of.clock.move(5000);
    assert.deepEqual(times(of), [0, 2500]);
  });

  it("is asked by a crowd once in five seconds", async () => {
    const of = stage();
    await of.clock.move(0);
    const looks = Array.from({ length: 50 }, () => of.mirror.look());
    await of.clock.move(5000);
    await Promise.all(looks);
    assert.deepEqual(times(of), [0, 5000]);
  });

  it("has looked for who asked when it has sent what was committed meanwhile", async () => {
    const of = stage();
    await of.clock.move(4000);
    of.commit();
    await of.clock.move(0);
    let looked = false;
    void of.mirror.look().then(() => {
      looked = true;
    });
    await of.clock.move(2500);
    assert.ok(looked);
    await of.clock.move(10_000);
    assert.deepEqual(times(of), [0, 5000]);
  });

  it("waits longer with each failure, ten minutes at most, and starts anew when it is asked", async () => {
    const of = stage();
    of.end = "unreachable";
    await of.clock.move(35_000);
    assert.deepEqual(times(of), [0, 3750, 11_250, 26_250]);
    assert.deepEqual(of.told, ["never reached"]);
    void of.mirror.look();
    await of.clock.move(1);
    assert.equal(of.rounds.length, 5);
    assert.ok(retryAt(0, 1000, 1) <= 10 * 60_000);
  });

  it("is hurried by commits once in an interval while it fails", async () => {
    const of = stage();
    of.end = "unreachable";
    await of.clock.move(EVERY_MS * 10);
    const before = of.rounds.length;
    for (let count = 0; count < 20; count += 1) {
      of.commit();
      await of.clock.move(100);
    }
    await of.clock.move(3000);
    assert.ok(of.rounds.length <= before + 2, `${of.rounds.length - before} rounds`);
  });

  it("tries five times where somebody is faster each time, and again later", async () => {
    const of = stage();
    of.end = "again";
    await of.clock.move(3000);
    assert.equal(of.rounds.length, 5);
    assert.equal((await of.mirror.state()).status, "sending");
    of.end = "in step";
    await of.clock.move(10_000);
    assert.equal((await of.mirror.state()).status, "in step");
  });

  it("tells of a change of its status once", async () => {
    const of = stage();
    of.end = "rewritten";
    await of.clock.move(EVERY_MS * 3);
    of.end = "in step";
    await of.clock.move(EVERY_MS);
    assert.deepEqual(of.told, ["rewritten", "in step"]);
  });

  it("ends what runs when it is closed, and sends what is left", async () => {
    const of = stage();
    of.hold = new Promise((resolve) => void setImmediate(resolve));
    await of.clock.move(0);
    of.unsent = 3;
    await of.mirror.close();
    assert.deepEqual(
      of.rounds.map(({ sendOnly }) => sendOnly),
      [false, true],
    );
    of.commit();
    await of.clock.move(EVERY_MS * 2);
    assert.equal(of.rounds.length, 2);
  });
});

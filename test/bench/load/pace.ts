import { createRandom } from "../../kit/random.ts";
import { createTimes, pause, type Times } from "./times.ts";

export interface Pace {
  /** Calls a second, on average. */
  readonly rate: number;
  readonly seconds: number;
}

/**
 * Calls `act` with 0, 1, 2, … on a schedule made beforehand, whatever comes back meanwhile (an open loop). The gaps are
 * as uneven as people are, from none to twice the average, and the same in every run.
 *
 * @returns how late the calls were, ms: beyond some milliseconds the load itself was too busy.
 */
export async function pace({ rate, seconds }: Pace, act: (index: number) => void): Promise<Times> {
  const random = createRandom(rate);
  const gap = 1000 / rate;
  const late = createTimes();
  const start = performance.now();
  let due = start;
  for (let index = 0; due - start < seconds * 1000; ) {
    for (let now = performance.now(); due <= now && due - start < seconds * 1000; now = performance.now()) {
      late.add(now - due);
      act(index);
      index += 1;
      due += (gap * random.int(2001)) / 1000;
    }
    await pause(Math.max(1, Math.floor(due - performance.now())));
  }
  return late;
}

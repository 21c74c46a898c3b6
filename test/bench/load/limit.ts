import { untilAtRest } from "../cpu.ts";
import { gather } from "./crowd.ts";
import type { LimitJob, Outcome } from "./job.ts";
import { pace } from "./pace.ts";
import { createTimes, pause } from "./times.ts";

/** The first rate tried: doubled for as long as the server keeps up, halved until it does. */
const FIRST = 500;

/** Below this nothing is worth telling. */
const LOWEST = 30;

/** Beyond this the load is not trusted. */
const HIGHEST = 64_000;

/** Halvings, in the logarithm, between the last good rate and the first bad one: to within 9 per cent. */
const REFINEMENTS = 3;

const WARM_UP_SECONDS = 0.7;

/** What has not come by then is behind, ms. */
const LAST_ARRIVALS_MS = 1000;

/** Of one rate. */
const MOST_TRIES = 5;

/** The load's own lateness that is still an open loop, ms. */
const LATE_MS = 25;

/** `load`: the rate was not offered as it should be, so the server was not tried. */
type Verdict = "good" | "bad" | "load";

/** The highest rate at which all edits come and the slowest of a hundred takes less than the limit. */
export async function findLimit(job: LimitJob): Promise<Outcome> {
  const rooms = [...job.rooms];
  const remarks: string[] = [];

  /** A bad try is tried once more, one that was not offered as it should be more often: the machine may be busy. */
  async function holds(rate: number): Promise<boolean> {
    let last = "";
    for (let tries = 0, bad = 0; tries < MOST_TRIES && bad < 2; tries += 1) {
      const room = rooms.shift();
      if (room === undefined) throw new Error("the rooms have run out");
      const { verdict, reason } = await tryRate(job, room, rate);
      if (verdict === "good") return true;
      if (verdict === "bad") bad += 1;
      last = verdict === "bad" ? reason : `the load could not offer it, the limit may be higher (${reason})`;
    }
    remarks.push(`${Math.round(rate)}/s: ${last}`);
    return false;
  }

  let good = 0;
  let bad = FIRST;
  while (bad <= HIGHEST && (await holds(bad))) {
    good = bad;
    bad *= 2;
  }
  for (let rate = FIRST / 2; good === 0 && rate >= LOWEST; rate /= 2) {
    if (await holds(rate)) good = rate;
    else bad = rate;
  }
  for (let step = 0; step < REFINEMENTS && good > 0; step += 1) {
    const rate = Math.sqrt(good * bad);
    if (await holds(rate)) good = rate;
    else bad = rate;
  }
  return { figures: { edits: good }, remarks: remarks.slice(-1) };
}

async function tryRate(job: LimitJob, address: string, rate: number): Promise<{ verdict: Verdict; reason: string }> {
  const { clients, readers, cookies } = job;
  const times = createTimes();
  const crowd = await gather({ address, size: clients, writers: clients, aware: false, readers, cookies, times });
  await pause(200);
  await pace({ rate, seconds: WARM_UP_SECONDS }, (index) => crowd.type(index % clients));
  await pause(LAST_ARRIVALS_MS / 4);
  times.clear();
  crowd.forget();
  const late = await pace({ rate, seconds: job.seconds }, (index) => crowd.type(index % clients));
  for (let waited = 0; waited < LAST_ARRIVALS_MS && times.count() < crowd.due(); waited += 50) await pause(50);
  const behind = crowd.due() - times.count();
  const cuts = crowd.cuts();
  await crowd.leave();
  await untilAtRest(job.pid, 3000);

  const p99 = times.quantile(0.99);
  const lateness = late.quantile(0.99);
  const reason = `p99 ${p99.toFixed(0)} ms, ${behind} edits behind, sent up to ${lateness.toFixed(0)} ms late`;
  if (cuts[0]) return { verdict: "bad", reason: `${cuts.length} lines were cut: ${cuts[0]}` };
  // A load that lags does not offer the rate: whatever the server made of it says nothing.
  if (lateness > LATE_MS) return { verdict: "load", reason };
  return { verdict: behind === 0 && p99 < job.p99Ms ? "good" : "bad", reason };
}

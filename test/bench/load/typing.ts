import { cpuMs } from "../cpu.ts";
import { type Crowd, gather } from "./crowd.ts";
import type { Outcome, TypingJob } from "./job.ts";
import { pace } from "./pace.ts";
import { createTimes, pause } from "./times.ts";

/**
 * Before the measuring: as much as a room types in a minute, faster, and then a while at its own pace. A talk is an hour; a
 * server that has just been started compiles its code and grows and shrinks its heap.
 */
const WARM_UP = { seconds: 6, faster: 10, deliveriesASecond: 20_000, calmSeconds: 4 };

/** How long after the last edit its arrivals are waited for, ms. */
const LAST_ARRIVALS_MS = 600;

/** How often an idle stock client says where it is. */
const RENEWAL_SECONDS = 15;

/** One edit in a hundred later than this, and the load was the bottleneck, ms. */
const LATE_MS = 20;

export async function measureTyping(job: TypingJob): Promise<Outcome> {
  const { clients, writers, rooms } = job;
  const times = createTimes();
  const crowds: Crowd[] = [];
  for (const [index, address] of rooms.entries()) {
    const cookies = job.cookies.slice(index * clients, (index + 1) * clients);
    crowds.push(await gather({ address, size: clients, writers, aware: job.aware, readers: clients, cookies, times }));
  }
  await pause(LAST_ARRIVALS_MS);

  await warmUp(job, crowds);

  times.clear();
  for (const crowd of crowds) crowd.forget();
  const before = cpuMs(job.pid);
  const own = cpuMs(process.pid);
  const start = performance.now();
  const late = await type(job, crowds, job.seconds);
  await pause(LAST_ARRIVALS_MS);
  const cpu = cpuMs(job.pid) - before;

  const due = sum(crowds.map((crowd) => crowd.due()));
  const figures = {
    cpu: (cpu * 1000) / times.count(),
    p50: times.quantile(0.5),
    p99: times.quantile(0.99),
    frames: sum(crowds.map((crowd) => crowd.frames())) / (clients * rooms.length),
    late,
    load: (cpuMs(process.pid) - own) / (performance.now() - start),
  };
  const cuts = crowds.flatMap((crowd) => crowd.cuts());
  await Promise.all(crowds.map((crowd) => crowd.leave()));
  return { figures, remarks: [...missing(due, times.count()), ...busy(late), ...cutLines(cuts)] };
}

async function warmUp(job: TypingJob, crowds: readonly Crowd[]): Promise<void> {
  const most = WARM_UP.deliveriesASecond / (job.clients * crowds.length * job.writers);
  const editsASecond = Math.max(job.editsASecond, Math.min(job.editsASecond * WARM_UP.faster, most));
  await type({ ...job, editsASecond }, crowds, WARM_UP.seconds);
  await type(job, crowds, WARM_UP.calmSeconds);
  await pause(LAST_ARRIVALS_MS);
}

/** @returns how late the edits were sent, the worst of a hundred, ms. */
async function type(job: TypingJob, crowds: readonly Crowd[], seconds: number): Promise<number> {
  const { clients, writers } = job;
  const typing = pace({ rate: crowds.length * writers * job.editsASecond, seconds }, (index) =>
    crowds[index % crowds.length]?.type(Math.floor(index / crowds.length) % writers),
  );
  // Whoever writes has told where they are; the others renew it, each in their turn.
  const idle = clients - writers;
  const renewing = job.aware
    ? pace({ rate: (crowds.length * idle) / RENEWAL_SECONDS, seconds }, (index) =>
        crowds[index % crowds.length]?.renew(writers + (Math.floor(index / crowds.length) % idle)),
      )
    : null;
  const [late] = await Promise.all([typing, renewing]);
  return late.quantile(0.99);
}

function missing(due: number, arrived: number): string[] {
  return arrived === due ? [] : [`${due - arrived} of ${due} edits did not come in time`];
}

function busy(late: number): string[] {
  return late > LATE_MS ? [`the load was ${late.toFixed(0)} ms late with its edits`] : [];
}

function cutLines(cuts: readonly string[]): string[] {
  return cuts.length === 0 ? [] : [`${cuts.length} lines were cut: ${cuts[0]}`];
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

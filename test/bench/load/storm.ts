import { readFileSync } from "node:fs";
import { cpuMs, untilAtRest } from "../cpu.ts";
import type { Outcome, StormJob } from "./job.ts";
import { createTimes, pause } from "./times.ts";
import { deposit, type Visitor, visit } from "./visitor.ts";

/** After the last has come: what the server still has to tell those who came before, ms. */
const AFTERWARDS_MS = 500;

/** How long a server may take to put a document away, ms. */
const AWAY_MS = 15_000;

export async function measureStorm({ pid, rooms, cookies, joins, spreadMs, history }: StormJob): Promise<Outcome> {
  const [address = ""] = rooms;
  const document = readFileSync(history);
  await deposit(address, document, cookies[0]);
  await pause(3000);
  await untilAtRest(pid, AWAY_MS);
  const resident = await visit(address, cookies[0]);
  await untilAtRest(pid, AWAY_MS);

  const before = cpuMs(pid);
  const start = performance.now();
  const arrivals = Array.from({ length: joins }, async (_, index) => {
    await pause((index * spreadMs) / joins);
    return visit(address, cookies[index % Math.max(1, cookies.length)]);
  });
  const settled = await Promise.allSettled(arrivals);
  await pause(AFTERWARDS_MS);
  const cpu = cpuMs(pid) - before;

  const visitors = settled.flatMap((arrival) => (arrival.status === "fulfilled" ? arrival.value : []));
  const failed = settled.find((arrival) => arrival.status === "rejected");
  const whole = visitors.filter(({ state }) => state.length >= document.length).length;
  const remarks = [
    ...(failed ? [`${joins - visitors.length} of ${joins} did not get in: ${failed.reason}`] : []),
    ...(whole < visitors.length ? [`${visitors.length - whole} got less than the document`] : []),
  ];
  const figures = { cpu: cpu / joins, ...timesOf(visitors), after: lastOf(visitors) - start - spreadMs };
  await Promise.all([resident, ...visitors].map(({ line }) => line.hangUp()));
  return { figures, remarks };
}

function timesOf(visitors: readonly Visitor[]): { p50: number; p99: number; max: number } {
  const times = createTimes();
  for (const { ms } of visitors) times.add(ms);
  return { p50: times.quantile(0.5), p99: times.quantile(0.99), max: times.quantile(1) };
}

function lastOf(visitors: readonly Visitor[]): number {
  return Math.max(...visitors.map(({ at }) => at));
}

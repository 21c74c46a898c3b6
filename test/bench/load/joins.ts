import { readFileSync } from "node:fs";
import { cpuMs, untilAtRest } from "../cpu.ts";
import type { JoinsJob, Outcome } from "./job.ts";
import { createTimes, pause } from "./times.ts";
import { deposit, visit } from "./visitor.ts";

/** How long a server may take to put a document away, ms. */
const AWAY_MS = 20_000;

/** Between two joins: what the one before has left to do is done, ms. */
const APART_MS = 150;

export async function measureJoins({ pid, rooms, cookies, joins, history }: JoinsJob): Promise<Outcome> {
  const [address = ""] = rooms;
  const document = readFileSync(history);
  await deposit(address, document, cookies[0]);
  await pause(3000);
  await untilAtRest(pid, AWAY_MS);
  const resident = await visit(address, cookies[0]);

  const times = createTimes();
  const cpus = createTimes();
  let short = 0;
  for (let join = 0; join < joins; join += 1) {
    await pause(APART_MS);
    const before = cpuMs(pid);
    const visitor = await visit(address, cookies[join % Math.max(1, cookies.length)]);
    await pause(APART_MS / 3);
    cpus.add(cpuMs(pid) - before);
    times.add(visitor.ms);
    if (visitor.state.length < document.length) short += 1;
    await visitor.line.hangUp();
  }
  await resident.line.hangUp();
  return {
    figures: { cpu: cpus.quantile(0.5), ms: times.quantile(0.5) },
    remarks: short === 0 ? [] : [`${short} of ${joins} got less than the document`],
  };
}

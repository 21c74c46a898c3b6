/** The load, as a process of its own: a job as JSON on standard input, its outcome as JSON on standard output. */
import { text } from "node:stream/consumers";
import { cpuMs, machineCpuMs } from "../cpu.ts";
import type { Job, Outcome } from "./job.ts";
import { measureJoins } from "./joins.ts";
import { findLimit } from "./limit.ts";
import { measureStorm } from "./storm.ts";
import { measureTyping } from "./typing.ts";
import { visit } from "./visits.ts";

function run(job: Job): Promise<Outcome> {
  switch (job.kind) {
    case "typing":
      return measureTyping(job);
    case "storm":
      return measureStorm(job);
    case "joins":
      return measureJoins(job);
    case "limit":
      return findLimit(job);
    case "visits":
      return visit(job);
  }
}

/** Part of a core that others used meanwhile, from which on the figures are not to be trusted. */
const BUSY = 0.1;

async function runWatched(job: Job): Promise<Outcome> {
  const ours = (): number => cpuMs(job.pid) + cpuMs(process.pid);
  const [start, machine, before] = [performance.now(), machineCpuMs(), ours()];
  const { figures, remarks } = await run(job);
  const others = (machineCpuMs() - machine - (ours() - before)) / (performance.now() - start);
  if (others < BUSY) return { figures, remarks };
  return {
    figures,
    remarks: [...remarks, `the machine was busy: others used ${(others * 100).toFixed(0)} % of a core`],
  };
}

const outcome = await runWatched(JSON.parse(await text(process.stdin)) as Job);
process.stdout.write(JSON.stringify(outcome), () => process.exit(0));

import { readFileSync } from "node:fs";
import type { Outcome, VisitsJob } from "./job.ts";
import { deposit } from "./visitor.ts";

export async function visit({ rooms, cookies, history }: VisitsJob): Promise<Outcome> {
  const document = readFileSync(history);
  for (const address of rooms) await deposit(address, document, cookies[0]);
  return { figures: {}, remarks: [] };
}

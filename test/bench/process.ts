import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";

export interface Measured {
  readonly url: string;
  /** CPU the process has used so far, user and system, ms. Linux only. */
  cpuMs(): number;
  /** Ends it and waits. */
  end(): Promise<void>;
}

/** Ticks a second in /proc; 100 on every Linux one is likely to meet. */
const TICKS = 100;

/** A server as a process of its own, once it has printed `listening on URL`. */
export function startMeasured(args: readonly string[]): Promise<Measured> {
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  return new Promise((resolve, reject) => {
    void ended.then(() => reject(new Error(`${args.join(" ")} ended before it listened`)));
    let out = "";
    child.stdout.on("data", (data: Buffer) => {
      out += data.toString();
      const url = /listening on (http:\S+)\n/.exec(out)?.[1];
      if (url) resolve({ url, cpuMs: () => cpuOf(child), end: () => end(child, ended) });
    });
  });
}

function cpuOf(child: ChildProcess): number {
  const stat = readFileSync(`/proc/${child.pid}/stat`, "utf8");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return ((Number(fields[11]) + Number(fields[12])) * 1000) / TICKS;
}

async function end(child: ChildProcess, ended: Promise<void>): Promise<void> {
  child.kill("SIGTERM");
  await ended;
}

import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { type AddressInfo, connect, createServer } from "node:net";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { run } from "./git-measures.ts";
import { pinned, startServer } from "./process.ts";

/** A server of one repository that can be cloned. */
export interface CloneServer {
  readonly pid: number;
  /** The repository's address. */
  readonly url: string;
  end(): Promise<void>;
}

/** Ticks a second in /proc. */
const TICKS = 100;
/** How long a server may take to begin to listen, or to collect the processes that served, ms. */
const LONGEST_MS = 10_000;

/** Plenary on a data folder. */
export async function startPlenary(built: string, data: string): Promise<CloneServer> {
  const server = await startServer([built, "--port", "0", "--data", data]);
  return { pid: server.pid, url: `${server.url}/notes.git`, end: server.end };
}

/** Git's own daemon, without its wrapper: the processes that serve are the children of the one that is measured. */
export async function startDaemon(dir: string): Promise<CloneServer> {
  const program = path.join(run("git", ["--exec-path"]).trim(), "git-daemon");
  const port = await freePort();
  const args = ["--export-all", "--listen=127.0.0.1", `--port=${port}`, `--base-path=${path.dirname(dir)}`, dir];
  const [command = "", ...all] = pinned ? ["taskset", "-c", "0", program, ...args] : [program, ...args];
  const child = spawn(command, all, { stdio: "inherit" });
  const end = async (): Promise<void> => {
    child.kill("SIGTERM");
    if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
  };
  for (const until = Date.now() + LONGEST_MS; !(await answers(port)); await pause(20)) {
    if (child.exitCode === null && Date.now() < until) continue;
    await end();
    throw new Error("git daemon does not listen");
  }
  return { pid: child.pid ?? 0, url: `git://127.0.0.1:${port}/${path.basename(dir)}`, end };
}

/** The same behind a queue, with at most so many processes at a time; see `clone-inetd.ts`. */
export async function startQueuedDaemon(dir: string, atOnce: number): Promise<CloneServer> {
  const program = path.join(import.meta.dirname, "clone-inetd.ts");
  const server = await startServer(["--import", "tsx", program, dir, String(atOnce)]);
  const { host } = new URL(server.url);
  return { pid: server.pid, url: `git://${host}/${path.basename(dir)}`, end: server.end };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

async function answers(port: number): Promise<boolean> {
  const socket = connect(port, "127.0.0.1");
  const answer = await Promise.race([
    once(socket, "connect").then(
      () => true,
      () => false,
    ),
    pause(1000, false),
  ]);
  socket.destroy();
  return answer;
}

interface Counted {
  readonly parent: number;
  /** Of the process, and of its ended children that it has collected, and of theirs; ms. */
  readonly cpu: number;
}

/** CPU that a process, all that descend from it and all that have ended have used so far, user and system, ms; to 10 ms. */
export function treeCpuMs(pid: number): number {
  const all = processes();
  return [pid, ...descendants(pid, all)].reduce((sum, one) => sum + (all.get(one)?.cpu ?? 0), 0);
}

/** Waits until a process has no more living descendants than `count`, so that all others are counted. */
export async function untilCollected(pid: number, count: number): Promise<void> {
  for (const end = Date.now() + LONGEST_MS; descendants(pid, processes()).length > count; await pause(5)) {
    if (Date.now() > end) throw new Error("processes that served do not end");
  }
}

export function childCount(pid: number): number {
  return descendants(pid, processes()).length;
}

function descendants(pid: number, all: ReadonlyMap<number, Counted>): number[] {
  const children = [...all].filter(([, { parent }]) => parent === pid).map(([child]) => child);
  return children.flatMap((child) => [child, ...descendants(child, all)]);
}

function processes(): Map<number, Counted> {
  const names = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return new Map(names.flatMap((name) => counted(name).map((one) => [Number(name), one] as const)));
}

/** None where the process has just gone. */
function counted(pid: string): Counted[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const ticks = [11, 12, 13, 14].reduce((sum, field) => sum + Number(fields[field]), 0);
    return [{ parent: Number(fields[1]), cpu: (ticks * 1000) / TICKS }];
  } catch {
    return [];
  }
}

/** Memory of a process that is in use at the moment, bytes. */
export function residentBytes(pid: number): number {
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "latin1"))?.[1];
  return Number(kilobytes) * 1024;
}

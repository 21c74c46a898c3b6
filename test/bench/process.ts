import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { cpus } from "node:os";

/** A server as a process of its own. */
export interface ServerProcess {
  readonly pid: number;
  /** Where it listens, `http://HOST:PORT`. */
  readonly url: string;
  /** Heap in use after a collection, bytes. Only where it was started with the heap probe. */
  heap(): Promise<number>;
  /** Ends it and waits. */
  end(): Promise<void>;
}

/** Which core a process is kept on: the server has one for itself, the load comes from the other. */
type Core = 0 | 1;

/** Whether server and load can be kept apart on this machine. */
export const pinned: boolean = cpus().length > 1 && spawnSync("taskset", ["--version"]).status === 0;

function node(core: Core | null, args: readonly string[]): [command: string, args: string[]] {
  return pinned && core !== null
    ? ["taskset", ["-c", String(core), process.execPath, ...args]]
    : [process.execPath, [...args]];
}

/**
 * Starts a server; resolves once it has printed `listening on URL`.
 *
 * @param core null where it has the whole machine: then nothing else is to run.
 */
export function startServer(args: readonly string[], core: Core | null = 0): Promise<ServerProcess> {
  const [command, all] = node(core, args);
  const child = spawn(command, all, { stdio: ["ignore", "pipe", "inherit", "ipc"] });
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    void ended.then(() => reject(new Error(`${args.join(" ")} ended before it listened`)));
    let out = "";
    child.stdout?.on("data", (data: Buffer) => {
      out += data.toString();
      const url = /listening on (http:\S+)\n/.exec(out)?.[1];
      if (!url || child.pid === undefined) return;
      resolve({ pid: child.pid, url, heap: () => heapOf(child), end: () => end(child, ended) });
    });
  });
}

async function heapOf(child: ChildProcess): Promise<number> {
  child.send("heap");
  const [used] = (await once(child, "message")) as [number];
  return used;
}

async function end(child: ChildProcess, ended: Promise<void>): Promise<void> {
  child.kill("SIGTERM");
  await ended;
}

/** Keeps this process, and what it starts from now on, on the load's core. */
export function stayOnLoadCore(): void {
  if (pinned) spawnSync("taskset", ["--all-tasks", "--pid", "--cpu-list", "1", String(process.pid)]);
}

/** Runs a program on the load's core: `input` as JSON on its standard input, its answer as JSON on its standard output. */
export async function runLoad<Answer>(args: readonly string[], input: unknown): Promise<Answer> {
  const [command, all] = node(1, args);
  const child = spawn(command, all, { stdio: ["pipe", "pipe", "inherit"] });
  let out = "";
  child.stdout.on("data", (data: Buffer) => {
    out += data.toString();
  });
  child.stdin.end(JSON.stringify(input));
  const [code] = (await once(child, "close")) as [number | null];
  if (code !== 0) throw new Error(`the load ended with ${code}`);
  return JSON.parse(out) as Answer;
}

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { gather } from "./crowd.ts";
import { type Measured, startMeasured } from "./process.ts";

/**
 * One room of 20 clients: Plenary, with its log, its acknowledgements and its guards on, beside a bare WebSocket relay in
 * the same run. What is told are ratios; the figures beside them are this machine's.
 */
const CLIENTS = 20;
const WRITERS = 5;
const CALM_SECONDS = 10;
const CALM_EDITS_A_SECOND = 5;
const RUSH_SECONDS = 5;
/** Edits a writer has under way at once in the rush. */
const WINDOW = 8;

interface Result {
  readonly p50: number;
  readonly p99: number;
  /** Server CPU for one edit delivered to one client, microseconds. */
  readonly cpu: number;
  /** Edits a second that arrived at every other client, writers typing as fast as they are answered. */
  readonly rush: number;
}

/** @returns lines to print. */
export async function measureLive(server: string): Promise<string[]> {
  const data = mkdtempSync(path.join(tmpdir(), "plenary-bench-"));
  try {
    const relay = await measure(await startMeasured(["--import", "tsx", "test/bench/relay.ts"]), async () => "room");
    const plenary = await measure(await startMeasured([server, "--port", "0", "--data", data]), roomOf);
    return [
      `one room, ${CLIENTS} clients, ${WRITERS} writers at ${CALM_EDITS_A_SECOND} edits/s: edit to peer, and the rush`,
      row("", "relay", "Plenary", "ratio"),
      row("p50 ms", relay.p50.toFixed(2), plenary.p50.toFixed(2), ratio(plenary.p50, relay.p50)),
      row("p99 ms", relay.p99.toFixed(2), plenary.p99.toFixed(2), ratio(plenary.p99, relay.p99)),
      row("server CPU µs per delivery", relay.cpu.toFixed(1), plenary.cpu.toFixed(1), ratio(plenary.cpu, relay.cpu)),
      row("most edits/s", relay.rush.toFixed(0), plenary.rush.toFixed(0), ratio(plenary.rush, relay.rush)),
    ];
  } finally {
    rmSync(data, { recursive: true, force: true });
  }
}

async function roomOf(url: string): Promise<string> {
  const { pages } = (await (await fetch(`${url}/-/api/v1/pages`)).json()) as { pages: { path: string }[] };
  const event = pages.find((page) => page.path.startsWith("events/"));
  const page = (await (await fetch(`${url}/-/api/v1/pages/${event?.path}`)).json()) as { room: string };
  return `-/live/${page.room}`;
}

async function measure(server: Measured, room: (url: string) => Promise<string>): Promise<Result> {
  try {
    const address = `${server.url.replace(/^http/, "ws")}/${await room(server.url)}`;
    const calm = await measureCalm(server, address);
    return { ...calm, rush: await measureRush(address) };
  } finally {
    await server.end();
  }
}

async function measureCalm(server: Measured, address: string): Promise<Omit<Result, "rush">> {
  const crowd = await gather(address, CLIENTS, WRITERS);
  const times: number[] = [];
  crowd.onArrival(({ ms }) => times.push(ms));
  await pause(500);
  times.length = 0;
  const before = server.cpuMs();
  for (let edit = 0; edit < CALM_SECONDS * CALM_EDITS_A_SECOND; edit += 1) {
    for (const writer of crowd.writers) {
      writer.type();
      await pause(1000 / CALM_EDITS_A_SECOND / WRITERS);
    }
  }
  await pause(500);
  const cpu = ((server.cpuMs() - before) * 1000) / times.length;
  await crowd.leave();
  times.sort((a, b) => a - b);
  return { p50: quantile(times, 0.5), p99: quantile(times, 0.99), cpu };
}

/** Each writer types on when an edit of theirs has come to everybody else. */
async function measureRush(address: string): Promise<number> {
  const crowd = await gather(address, CLIENTS, WRITERS);
  const arrived = new Map<string, number>();
  const byClient = new Map(crowd.writers.map((writer) => [writer.client, writer]));
  let complete = 0;
  let typing = true;
  crowd.onArrival(({ writer, clock }) => {
    const key = `${writer}:${clock}`;
    const count = (arrived.get(key) ?? 0) + 1;
    arrived.set(key, count);
    if (count < CLIENTS - 1) return;
    arrived.delete(key);
    complete += 1;
    if (typing) byClient.get(writer)?.type();
  });
  await pause(500);
  const start = performance.now();
  for (const writer of crowd.writers) for (let edit = 0; edit < WINDOW; edit += 1) writer.type();
  await pause(RUSH_SECONDS * 1000);
  typing = false;
  const seconds = (performance.now() - start) / 1000;
  const rate = complete / seconds;
  await crowd.leave();
  return rate;
}

function quantile(sorted: readonly number[], part: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}

function ratio(value: number, reference: number): string {
  return `${(value / reference).toFixed(2)}x`;
}

function row(...cells: readonly [string, string, string, string]): string {
  return `  ${cells[0].padEnd(28)}${cells
    .slice(1)
    .map((cell) => cell.padStart(10))
    .join("")}`;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

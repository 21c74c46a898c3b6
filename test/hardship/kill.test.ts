import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { temporaryFolder } from "../kit/folder.ts";
import { git } from "../kit/git.ts";
import { createRandom } from "../kit/random.ts";
import { type ServerProcess, spawnServer } from "../kit/server.ts";
import { joinRoom, until } from "../kit/typist.ts";
import { committed, createWriter, faultsIn, page, roomOf, save } from "./writers.ts";

/** Times the server is killed. The long run is 200. */
const ROUNDS = Number(process.env.ROUNDS ?? 10);

const MAIN = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..", "..", "dist", "server", "main.js");

/** What a start may take, ms. */
const READY_MS = 5000;

/** Saves that the server makes by itself fall among the kills too. */
const TIMES = { PLENARY_COMMIT_QUIET_MS: "150", PLENARY_COMMIT_MAX_MS: "400" };

describe(`kill -9, ${ROUNDS} times`, () => {
  const random = createRandom();
  const writers = ["ada", "bob", "cy"].map((name) => createWriter(name, random));
  const starts: { ms: number; cpuMs: number }[] = [];
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let data = "";
  let notes = "";
  let room = "";
  let running: ServerProcess | null = null;
  before(async () => {
    folder = await temporaryFolder();
    data = path.join(folder.path, "data");
    notes = path.join(data, "notes.git");
    // The first start makes the wiki; those that are timed find one.
    const server = await spawnServer(["--data", data], TIMES);
    room = await roomOf(server.url);
    assert.equal(await server.end("SIGTERM"), 0);
  });
  after(async () => {
    await running?.end("SIGKILL");
    await folder.remove();
  });

  async function start(): Promise<ServerProcess> {
    const began = performance.now();
    const server = await spawnServer(["--data", data], TIMES);
    running = server;
    starts.push({ ms: performance.now() - began, cpuMs: cpuOf(server) });
    assert.equal(await roomOf(server.url), room);
    return server;
  }

  /** Everybody types, some save, and the server is gone in the middle of it. */
  async function round(number: number): Promise<void> {
    if (random.chance(0.3)) await stillbirth();
    const server = await start();
    const reader = joinRoom(server.url, room);
    await reader.synced();
    assert.deepEqual(faultsIn(reader.text.toString(), writers), [], `after ${number} kills, SEED=${random.seed}`);
    reader.leave();
    await Promise.all(writers.map((writer) => writer.join(server.url, room)));
    let dead = false;
    const typing = writers.map((writer) => writer.keepTyping(() => dead, 40));
    const saving = keepSaving(server.url, () => dead);
    await pause(random.int(900));
    assert.equal(await server.end("SIGKILL"), null, server.stderr());
    dead = true;
    // Whoever waits for a promise of the dead waits for ever; the others end by themselves.
    await Promise.race([Promise.all([...typing, saving]), pause(100)]);
    for (const writer of writers) writer.leave();
  }

  /** Killed before it is ready: while it takes the folder, opens the store, or commits what the last one left. */
  async function stillbirth(): Promise<void> {
    const child = spawn(process.execPath, [MAIN, "--port", "0", "--data", data], { stdio: "ignore" });
    const ended = new Promise((resolve) => child.once("exit", resolve));
    await pause(random.int(1500));
    child.kill("SIGKILL");
    await ended;
  }

  /** What a save answers while the server dies is nobody's business. */
  async function keepSaving(url: string, stop: () => boolean): Promise<void> {
    while (!stop()) {
      await pause(random.int(300));
      await save(url).catch(() => {});
    }
  }

  it("loses nothing that was acknowledged, doubles nothing, and is ready again at once", async (t) => {
    for (let number = 0; number < ROUNDS; number += 1) await round(number);

    const server = await start();
    const typists = await Promise.all(writers.map((writer) => writer.join(server.url, room)));
    const fresh = joinRoom(server.url, room);
    await fresh.synced();
    await until("all the same", () => typists.every(({ text }) => text.toString() === fresh.text.toString()), 60_000);
    assert.deepEqual(faultsIn(fresh.text.toString(), writers), [], `SEED=${random.seed}`);
    const text = fresh.text.toString();
    fresh.leave();
    for (const writer of writers) writer.leave();
    assert.equal(await server.end("SIGTERM"), 0);
    assert.equal(await committed(notes), text);
    assert.equal(await git(notes, "fsck", "--strict", "--no-dangling"), "");

    const promised = writers.reduce((sum, writer) => sum + writer.promised.size, 0);
    const typed = writers.reduce((sum, writer) => sum + writer.typed.size, 0);
    const commits = (await git(notes, "rev-list", "--count", "main", "--", page)).trim();
    const [waits, work] = [sorted(starts.map(({ ms }) => ms)), sorted(starts.map(({ cpuMs }) => cpuMs))];
    t.diagnostic(`${typed} typed, ${promised} promised, ${commits} commits of the page, SEED=${random.seed}`);
    t.diagnostic(`ready after ${middle(waits)} ms (median), ${waits.at(-1)} ms (longest)`);
    t.diagnostic(`of its own work until then: ${middle(work)} ms (median), ${work.at(-1)} ms (most)`);
    assert.ok(promised > ROUNDS, "next to nothing was promised: nothing was tried");
    // How long a start has to wait for its turn is the machine's matter; how much it does is ours.
    assert.ok(middle(waits) < READY_MS && (work.at(-1) ?? 0) < READY_MS);
  });
});

/** Processor time that a process has had so far, ms; 0 where the system does not tell. */
function cpuOf({ child }: ServerProcess): number {
  if (process.platform !== "linux") return 0;
  const stat = readFileSync(`/proc/${child.pid}/stat`, "utf8");
  const [user, system] = stat
    .slice(stat.lastIndexOf(")") + 2)
    .split(" ")
    .slice(11, 13);
  return (Number(user) + Number(system)) * 10;
}

function sorted(values: readonly number[]): number[] {
  return values.map(Math.round).sort((a, b) => a - b);
}

function middle(values: readonly number[]): number {
  return values[values.length >> 1] ?? 0;
}

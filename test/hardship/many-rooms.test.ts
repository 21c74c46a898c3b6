import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { temporaryFolder } from "../kit/folder.ts";
import { git } from "../kit/git.ts";
import { type ServerProcess, spawnServer } from "../kit/server.ts";
import { joinRoom, type Typist, until } from "../kit/typist.ts";
import { roomOf } from "./writers.ts";

/** Pages that are opened at once. The long run is 1000. */
const ROOMS = Number(process.env.ROOMS ?? 150);

/** Rooms that are opened side by side. */
const AT_ONCE = 20;

/** In every so manieth room something is typed. */
const TYPED_IN = 10;

/** How long after the last has left the last room may be gone from memory, ms. */
const UNLOADED_MS = 60_000;

/** What may be left of it in memory, bytes. */
const LEFT_OVER = 60 * 1024 * 1024;

/** Loaded into the server: on a signal it collects its garbage and tells what it holds then. */
const PROBE = `
  import v8 from "node:v8";
  import vm from "node:vm";
  v8.setFlagsFromString("--expose-gc");
  const gc = vm.runInNewContext("gc");
  process.on("SIGUSR2", () => {
    for (let times = 0; times < 4; times += 1) gc();
    const { heapUsed, external, rss } = process.memoryUsage();
    process.stderr.write("held " + JSON.stringify({ held: heapUsed + external, rss }) + "\\n");
  });
`;

interface Memory {
  /** On the heap, and what hangs on it, bytes. */
  readonly held: number;
  readonly rss: number;
}

const pageAt = (index: number): string =>
  `events/2026/${String((index % 12) + 1).padStart(2, "0")}/meeting-${index}.md`;

/** About as long as an evening's notes. */
function textOf(index: number): string {
  const notes = Array.from({ length: 60 }, (_, line) => `- Note ${line} of meeting ${index}, long enough to be one\n`);
  return `Meeting ${index}\n==========\n\nTue Nov 24, 2026\n\nThe only talk\n-------------\n\n${notes.join("")}`;
}

describe(`${ROOMS} rooms`, () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let server: ServerProcess | null = null;
  let typists: Typist[] = [];
  before(async () => {
    folder = await temporaryFolder();
  });
  after(async () => {
    for (const typist of typists) typist.leave();
    await server?.end("SIGKILL");
    await folder.remove();
  });

  async function makeNotes(at: string): Promise<void> {
    await git(folder.path, "init", "--quiet", "--initial-branch=main", at);
    for (let index = 0; index < ROOMS; index += 1) {
      const file = path.join(at, pageAt(index));
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, textOf(index));
    }
    await git(at, "add", ".");
    await git(at, "commit", "--quiet", "-m", "a year of meetings");
  }

  async function memoryOf({ child, stderr }: ServerProcess): Promise<Memory> {
    const tellings = (): string[] => [...stderr().matchAll(/^held (.*)$/gm)].map(([, json]) => json ?? "");
    const told = tellings().length;
    child.kill("SIGUSR2");
    await until("the memory is told", () => tellings().length > told, 30_000);
    return JSON.parse(tellings().at(-1) ?? "") as Memory;
  }

  async function roomsIn(url: string): Promise<number> {
    return ((await (await fetch(`${url}/-/health`)).json()) as { rooms: number }).rooms;
  }

  async function open(url: string, index: number): Promise<Typist> {
    const typist = joinRoom(url, await roomOf(url, pageAt(index)));
    await typist.synced();
    if (index % TYPED_IN === 0) {
      typist.text.insert(typist.text.length, "- and one more\n");
      await typist.acknowledged();
    }
    return typist;
  }

  it("that were opened and left are out of memory within a minute, and so is what they held", async (t) => {
    const source = path.join(folder.path, "source");
    const data = path.join(folder.path, "data");
    await makeNotes(source);
    const probe = `--import=data:text/javascript,${encodeURIComponent(PROBE)}`;
    server = await spawnServer(["--data", data, "--clone", source], { NODE_OPTIONS: probe });
    const { url } = server;
    assert.equal((await fetch(url)).status, 200);
    const before = await memoryOf(server);

    const began = performance.now();
    for (let from = 0; from < ROOMS; from += AT_ONCE) {
      const some = Array.from({ length: Math.min(AT_ONCE, ROOMS - from) }, (_, index) => open(url, from + index));
      typists.push(...(await Promise.all(some)));
    }
    const opened = performance.now() - began;
    assert.equal(await roomsIn(url), ROOMS);
    const full = await memoryOf(server);

    for (const typist of typists) typist.leave();
    typists = [];
    const left = performance.now();
    await until("every room is gone", async () => (await roomsIn(url)) === 0, UNLOADED_MS);
    const unloaded = performance.now() - left;
    const now = await memoryOf(server);
    const megabytes = (bytes: number): number => Math.round(bytes / 1024 / 1024);
    t.diagnostic(`opened in ${Math.round(opened)} ms, unloaded ${Math.round(unloaded)} ms after the last left`);
    for (const key of ["held", "rss"] as const) {
      t.diagnostic(`${key}: ${[before, full, now].map((memory) => megabytes(memory[key])).join(", ")} MB`);
    }
    assert.ok(now.held - before.held < LEFT_OVER, `${megabytes(now.held - before.held)} MB are left`);
    const typed = Math.ceil(ROOMS / TYPED_IN);
    const commits = await git(path.join(data, "notes.git"), "rev-list", "--count", "main");
    assert.equal(Number(commits), 1 + typed, "what was typed in them is in history");
    assert.equal(await server.end("SIGTERM"), 0);
  });
});

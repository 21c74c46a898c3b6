/**
 * `npm run bench:clone`: what it costs to clone the notes, one at a time and twenty at once, beside `git daemon` on the same
 * repository of 2,000 pages and 20,000 commits; and how soon a push is in the editors. `--no-build` measures what is in `dist/`.
 */
import { cpSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import path from "node:path";
import { AT_ONCE } from "../../server/git/smart-http.ts";
import { clone, drain } from "./clone-clients.ts";
import { measurePushes } from "./clone-pushes.ts";
import {
  type CloneServer,
  childCount,
  residentBytes,
  startDaemon,
  startPlenary,
  startQueuedDaemon,
  treeCpuMs,
  untilCollected,
} from "./clone-servers.ts";
import { untilAtRest } from "./cpu.ts";
import { median, run, timed } from "./git-measures.ts";
import { quantile } from "./load/times.ts";
import { pinned } from "./process.ts";
import { makeWiki, type WikiSize } from "./wiki-maker.ts";

const root = path.resolve(import.meta.dirname, "..", "..");
const WIKI: WikiSize = { pages: 2000, commits: 20_000 };
const ROUNDS = 7;
const WARM = 3;
const CROWD = 20;
const CROWD_ROUNDS = 5;
const EDITORS = 20;
const TYPING = 5;
const PUSHES = 20;

/** What the goals allow. */
const ONE_AT_MOST = 1.3;
const CROWD_AT_MOST = 1.1;
const MEMORY_AT_MOST = 1.2;
const SEEN_WITHIN_MS = 1000;

const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** @param most what the goal allows of the first beside the second. */
function tell(what: string, ours: number, theirs: number, most: number): void {
  const ratio = ours / theirs;
  const verdict = ratio <= most ? "met" : "NOT MET";
  const figures = `${ours.toFixed(0).padStart(10)}${theirs.toFixed(0).padStart(10)}${`${ratio.toFixed(3)}x`.padStart(10)}`;
  say(`  ${what.padEnd(54)}${figures}  ≤ ${most}x  ${verdict}`);
}

interface Cost {
  readonly wall: number;
  readonly cpu: number;
}

/** Until what clients do is done, ms, and the server's CPU for it, ms. */
async function costOf(server: CloneServer, clients: () => Promise<unknown>): Promise<Cost> {
  const before = treeCpuMs(server.pid);
  const kept = childCount(server.pid);
  const wall = await timed(clients);
  await untilCollected(server.pid, kept);
  return { wall, cpu: treeCpuMs(server.pid) - before };
}

async function cloned(server: CloneServer, folder: string): Promise<Cost> {
  const into = mkdtempSync(path.join(folder, "clone-"));
  const cost = await costOf(server, () => clone(server.url, into, "notes.git"));
  rmSync(into, { recursive: true });
  return cost;
}

/** So many at once, until the last has all of it. */
function drained(server: CloneServer, head: string): Promise<Cost> {
  return costOf(server, () => Promise.all(Array.from({ length: CROWD }, () => drain(server.url, head))));
}

/** In turns, after a few rounds that are not counted. */
async function compare(
  rounds: number,
  ours: () => Promise<Cost>,
  theirs: () => Promise<Cost>,
): Promise<{ readonly ours: Cost; readonly theirs: Cost }> {
  const [mine, others]: [Cost[], Cost[]] = [[], []];
  for (let round = 0; round < WARM + rounds; round += 1) {
    const [other, own] = [await theirs(), await ours()];
    if (round < WARM) continue;
    others.push(other);
    mine.push(own);
  }
  return { ours: mediansOf(mine), theirs: mediansOf(others) };
}

function mediansOf(costs: readonly Cost[]): Cost {
  return { wall: median(costs.map(({ wall }) => wall)), cpu: median(costs.map(({ cpu }) => cpu)) };
}

async function measureClones(plenary: CloneServer, dir: string, folder: string): Promise<void> {
  const daemon = await startDaemon(dir);
  const head = run("git", ["rev-parse", "main"], { cwd: dir }).trim();
  const queued = await startQueuedDaemon(dir, AT_ONCE);
  try {
    const one = await compare(
      ROUNDS,
      () => cloned(plenary, folder),
      () => cloned(daemon, folder),
    );
    tell("one clone, wall, ms / git daemon", one.ours.wall, one.theirs.wall, ONE_AT_MOST);
    tell("one clone, the server's CPU, ms / git daemon", one.ours.cpu, one.theirs.cpu, ONE_AT_MOST);
    const memory = watchMemory(plenary.pid);
    const many = await compare(
      CROWD_ROUNDS,
      () => drained(plenary, head),
      () => drained(queued, head),
    );
    const cap = `git daemon, ${AT_ONCE} processes`;
    tell(`${CROWD} clones at once, wall, ms / ${cap}`, many.ours.wall, many.theirs.wall, CROWD_AT_MOST);
    tell(`${CROWD} clones at once, CPU, ms / ${cap}`, many.ours.cpu, many.theirs.cpu, CROWD_AT_MOST);
    const { before, most } = memory.end();
    tell("the server's memory meanwhile, most / before, MB", most / 1e6, before / 1e6, MEMORY_AT_MOST);
  } finally {
    await daemon.end();
    await queued.end();
  }
}

function watchMemory(pid: number): { end(): { readonly before: number; readonly most: number } } {
  const before = residentBytes(pid);
  let most = before;
  const timer = setInterval(() => {
    most = Math.max(most, residentBytes(pid));
  }, 20);
  return {
    end() {
      clearInterval(timer);
      return { before, most };
    },
  };
}

async function measureSeen(plenary: CloneServer, folder: string, pages: readonly string[]): Promise<void> {
  const url = new URL(plenary.url).origin;
  for (const [index, typing] of [0, TYPING].entries()) {
    const page = pages[index] ?? "";
    const into = mkdtempSync(path.join(folder, "pusher-"));
    const seen = await measurePushes({ url, folder: into, page, editors: EDITORS, typing, pushes: PUSHES });
    const who = `${EDITORS} editors, ${typing} typing`;
    for (const [since, times] of [
      ["git push began", seen.sinceBegun],
      ["its request came", seen.sinceCame],
    ] as const) {
      const late = quantile(times, 0.95);
      const verdict = late <= SEEN_WITHIN_MS ? "met" : "NOT MET";
      const figures = `${quantile(times, 0.5).toFixed(0).padStart(10)}${late.toFixed(0).padStart(10)}`;
      say(
        `  ${`a push in ${who}, since ${since}: p50, p95, ms`.padEnd(74)}${figures}  p95 ≤ ${SEEN_WITHIN_MS}  ${verdict}`,
      );
    }
  }
}

async function main(): Promise<void> {
  process.chdir(root);
  // The servers have the first core for themselves: what asks them, this and all that it starts, has the other.
  if (pinned) run("taskset", ["--cpu-list", "--pid", "1", String(process.pid)]);
  if (!process.argv.includes("--no-build")) run("npm", ["run", "--silent", "build"], { cwd: root });
  const folder = mkdtempSync(path.join(tmpdir(), "plenary-bench-clone-"));
  try {
    const wiki = await makeWiki(WIKI, say);
    const data = path.join(folder, "data");
    const notes = path.join(data, "notes.git");
    mkdirSync(data);
    cpSync(wiki.dir, notes, { recursive: true });
    const indexing = ["--import", "tsx", "test/bench/load/index-history.ts", notes, path.join(data, "index")];
    run(process.execPath, indexing, { cwd: root });
    const cpu = `${cpus().length} cores (${cpus()[0]?.model ?? "unknown"})`;
    say(`${cpu}, node ${process.version}, ${WIKI.pages} pages, ${WIKI.commits} commits; medians`);
    say(`  ${"".padEnd(54)}${"Plenary".padStart(10)}${"beside".padStart(10)}${"ratio".padStart(10)}  goal`);
    process.env["PLENARY_PUSH"] = "open";
    const plenary = await startPlenary(path.join(root, "dist", "server", "main.js"), data);
    try {
      await untilAtRest(plenary.pid, 20_000);
      await measureClones(plenary, notes, folder);
      await measureSeen(plenary, folder, wiki.hotPages);
    } finally {
      await plenary.end();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

await main();

/** `npm run bench`: Plenary beside the reference server and a bare relay, scenario by scenario, in one run. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import path from "node:path";
import { historyOf } from "./history.ts";
import { type IdleWatch, watchIdle } from "./idle.ts";
import { makeNotes } from "./notes.ts";
import { type Options, readOptions, USAGE } from "./options.ts";
import { pinned } from "./process.ts";
import { type Measured, measureScenario, type Rounds } from "./rounds.ts";
import { type Histories, IDLE, type Results, SCENARIOS, type Scenario } from "./scenarios.ts";
import type { Peer } from "./servers.ts";
import { tableOf } from "./table.ts";

const root = path.resolve(import.meta.dirname, "..", "..");
const packages = path.join(import.meta.dirname, "peers");

async function main(options: Options): Promise<void> {
  process.chdir(root);
  if (options.build) mustRun("npm", ["run", "--silent", "build"], root);
  if (!existsSync(path.join(packages, "node_modules"))) mustRun("npm", ["ci", "--no-audit", "--no-fund"], packages);
  const folder = mkdtempSync(path.join(tmpdir(), "plenary-bench-history-"));
  const notes = makeNotes();
  try {
    const start = { built: path.join(root, "dist", "server", "main.js"), notes: notes.folder };
    await measureAll(options, { ...options, start, histories: makeHistories(folder) });
  } finally {
    notes.remove();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measureAll(options: Options, run: Rounds): Promise<void> {
  say(
    `${cpus().length} cores (${cpus()[0]?.model ?? "unknown"}), node ${process.version}, ${
      pinned ? "the server on one core, the load on another" : "server and load share the cores"
    }, medians of ${run.rounds} rounds`,
  );
  const all: Record<string, unknown> = {};
  const idle = await beginIdle(options, run);
  try {
    const [first, ...others] = SCENARIOS.filter(({ name }) => options.scenarios.includes(name));
    if (first) all[first.name] = await measureAndTell(first, run);
    for (const watch of idle) await watch.fill();
    for (const scenario of others) all[scenario.name] = await measureAndTell(scenario, run);
    if (idle.length > 0) all[IDLE.name] = await readIdle(idle);
  } finally {
    for (const watch of idle) await watch.end();
  }
  if (options.json) writeFileSync(options.json, `${JSON.stringify(all, null, 2)}\n`);
}

async function measureAndTell(scenario: Scenario, run: Rounds): Promise<unknown> {
  const measured = await measureScenario(scenario, run);
  const results: Results = Object.fromEntries([...measured].map(([peer, { medians }]) => [peer, medians]));
  say("", ...tableOf(scenario.title, scenario.figures, results), ...remarksOf(measured));
  return Object.fromEntries(measured);
}

async function beginIdle({ scenarios, peers }: Options, { start, histories }: Rounds): Promise<IdleWatch[]> {
  const holding = peers.filter((peer) => peer !== "relay" && scenarios.includes(IDLE.name));
  return Promise.all(holding.map((peer) => watchIdle(peer, start, histories.small)));
}

async function readIdle(idle: readonly IdleWatch[]): Promise<Results> {
  const results: Results = {};
  for (const watch of idle) results[watch.peer] = { heap: await watch.read() };
  say("", ...tableOf(IDLE.title, IDLE.figures, results));
  return results;
}

function makeHistories(folder: string): Histories {
  const file = (name: string, characters: number): string => {
    const place = path.join(folder, name);
    writeFileSync(place, historyOf(characters, 1));
    return place;
  };
  return { small: file("small", 20_000), medium: file("medium", 200_000), large: file("large", 900_000) };
}

function remarksOf(measured: ReadonlyMap<Peer, Measured>): string[] {
  return [...measured].flatMap(([peer, { rounds }]) =>
    rounds.flatMap(({ remarks }) => remarks.map((remark) => `  ${peer}: ${remark}`)),
  );
}

function mustRun(command: string, args: readonly string[], cwd: string): void {
  if (spawnSync(command, args, { cwd, stdio: ["ignore", "ignore", "inherit"] }).status === 0) return;
  throw new Error(`${command} ${args.join(" ")} failed`);
}

function say(...lines: readonly string[]): void {
  process.stdout.write(`${lines.join("\n")}\n`);
}

try {
  const options = readOptions(process.argv.slice(2));
  await main(options);
} catch (cause) {
  process.stderr.write(`${cause instanceof Error ? cause.message : String(cause)}\n\n${USAGE}\n`);
  process.exitCode = 1;
}

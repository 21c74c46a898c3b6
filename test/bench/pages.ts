/**
 * `npm run bench:pages`: what reading costs. Pages beside `express.static` on the same bytes, the renderer beside
 * markdown-it alone, a page of a megabyte, and a page that 300 people follow while it is written, beside 300 bare sockets.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout } from "node:timers/promises";
import MarkdownIt from "markdown-it";
import { pageHtml } from "../../server/render/page-html.ts";
import type { RenderContext } from "../../server/render/scope.ts";
import { parsePagePath } from "../../server/text/page-path.ts";
import { costOfFollowing } from "./following.ts";
import type { ReadsJob, ReadsOutcome } from "./load/reads.ts";
import { runLoad, type ServerProcess, startServer } from "./process.ts";

const root = path.resolve(import.meta.dirname, "..", "..");
const here = import.meta.dirname;
const SEED = "events/2016/06/dockercon16.md";
const seed = readFileSync(path.join(root, "repo-data", "seed", SEED), "utf8");

/** Copies of the seed page that nobody has asked for yet. */
const COLD_PAGES = 200;
const REQUESTS = 5000;
const CONNECTIONS = 8;
const ROUNDS = 5;

const say = (line: string): void => void process.stdout.write(`${line}\n`);

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

function verdict(met: boolean): string {
  return met ? "met" : "NOT MET";
}

/** The notes the server starts from. */
function makeNotes(folder: string): void {
  const write = (name: string, text: string): void => {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  };
  write(SEED, seed);
  for (let n = 0; n < COLD_PAGES; n += 1)
    write(`events/2016/07/copy-${n}.md`, seed.replace("---", `---\n\nCopy ${n}.\n`));
  write("large.md", `${seed}\n\n\n\n`.repeat(Math.floor((1024 * 1024) / (seed.length + 4))));
  const git = (...args: string[]): void => void execFileSync("git", args, { cwd: folder, stdio: "ignore" });
  git("init", "--initial-branch=main");
  git("add", ".");
  git("-c", "user.name=Bench", "-c", "user.email=bench@example.org", "commit", "--message=Pages");
}

function reads(server: ServerProcess, changes: Partial<ReadsJob>): Promise<ReadsOutcome> {
  const job: ReadsJob = {
    pid: server.pid,
    url: server.url,
    paths: [`/${SEED.replace(".md", "")}`],
    headers: { Accept: "text/html" },
    connections: CONNECTIONS,
    requests: REQUESTS,
    ...changes,
  };
  return runLoad<ReadsOutcome>(["--import", "tsx", "test/bench/load/reads.ts"], job);
}

/** Median of the rounds, ours and theirs turn about, after one round that is not counted. */
async function beside(
  ours: () => Promise<ReadsOutcome>,
  theirs: () => Promise<ReadsOutcome>,
): Promise<{ ours: ReadsOutcome; theirs: ReadsOutcome; rate: number; cpu: number }> {
  const rounds: [ReadsOutcome, ReadsOutcome][] = [];
  for (let round = 0; round <= ROUNDS; round += 1) rounds.push([await ours(), await theirs()]);
  const counted = rounds.slice(1);
  const of = (which: 0 | 1): ReadsOutcome => ({
    ...(counted[0]?.[which] as ReadsOutcome),
    cpuMs: median(counted.map((pair) => pair[which].cpuMs)),
    perSecond: median(counted.map((pair) => pair[which].perSecond)),
  });
  const [a, b] = [of(0), of(1)];
  return { ours: a, theirs: b, rate: a.perSecond / b.perSecond, cpu: a.cpuMs / b.cpuMs };
}

/** The page once it stays the same: who speaks on other pages is told when all of them are read. */
async function settledPage(url: string): Promise<{ etag: string; html: string }> {
  let before = "";
  for (;;) {
    const page = await fetch(url, { headers: { Accept: "text/html" } });
    const [etag, html] = [page.headers.get("etag") ?? "", await page.text()];
    if (etag === before) return { etag, html };
    before = etag;
    await setTimeout(1000);
  }
}

async function measureReading(server: ServerProcess, folder: string): Promise<void> {
  const cold = await reads(server, {
    paths: Array.from({ length: COLD_PAGES }, (_, n) => `/events/2016/07/copy-${n}`),
    requests: COLD_PAGES,
  });
  const { etag, html } = await settledPage(`${server.url}/${SEED.replace(".md", "")}`);
  const files = path.join(folder, "static");
  mkdirSync(files);
  writeFileSync(path.join(files, "page.html"), html);
  const fileServer = await startServer([path.join(here, "peers", "static.js"), files]);
  try {
    const file = await fetch(`${fileServer.url}/page.html`);
    await file.arrayBuffer();
    const tag = file.headers.get("etag") ?? "";
    const warm = await beside(
      () => reads(server, {}),
      () => reads(fileServer, { paths: ["/page.html"] }),
    );
    const kept = await beside(
      () => reads(server, { headers: { Accept: "text/html", "If-None-Match": etag } }),
      () => reads(fileServer, { paths: ["/page.html"], headers: { "If-None-Match": tag } }),
    );
    const packed = await reads(server, { headers: { Accept: "text/html", "Accept-Encoding": "gzip, br" } });
    const told = ({ perSecond, cpuMs, bytes, status }: ReadsOutcome): string =>
      `${perSecond.toFixed(0)}/s, ${(cpuMs * 1000).toFixed(0)} µs CPU each (${status}, ${bytes} bytes)`;
    say("reading the seed page, 8 connections");
    say(`  Plenary cold              ${told(cold)}`);
    say(`  Plenary warm              ${told(warm.ours)}`);
    say(`  express.static            ${told(warm.theirs)}`);
    say(`  warm beside static        ${warm.rate.toFixed(2)}x the answers (goal ≥ 0.8)  ${verdict(warm.rate >= 0.8)}`);
    say(`  Plenary warm, compressed  ${told(packed)}`);
    say(`  Plenary 304               ${told(kept.ours)}`);
    say(`  express.static 304        ${told(kept.theirs)}`);
    say(`  304 beside static's 304   ${kept.rate.toFixed(2)}x the answers`);
    const above = kept.ours.perSecond / warm.theirs.perSecond;
    say(`  304 beside static's page  ${above.toFixed(2)}x the answers (goal > 1)  ${verdict(above > 1)}`);
  } finally {
    await fileServer.end();
  }
}

/** CPU of this process for one run, ms: the least of many. */
function cost(run: () => unknown, runs: number): number {
  let least = Number.POSITIVE_INFINITY;
  for (let n = 0; n < runs; n += 1) {
    const begun = performance.now();
    run();
    least = Math.min(least, performance.now() - begun);
  }
  return least;
}

function measureRendering(): void {
  const pagePath = parsePagePath(SEED);
  if (pagePath === null) throw new Error("the seed page has no path");
  const context: RenderContext = { path: pagePath, includes: new Map() };
  const plain = new MarkdownIt({ html: true, linkify: true });
  const ours = (): unknown => pageHtml(seed, context);
  const theirs = (): unknown => plain.render(seed);
  for (let n = 0; n < 200; n += 1) [ours(), theirs()];
  const [a, b] = [cost(ours, 400), cost(theirs, 400)];
  say("rendering the seed page");
  say(
    `  Plenary ${a.toFixed(2)} ms, markdown-it alone ${b.toFixed(2)} ms: ${(a / b).toFixed(2)}x (goal < 2)  ${verdict(a / b < 2)}`,
  );
}

async function measureLarge(server: ServerProcess): Promise<void> {
  say("a page of a megabyte");
  for (const word of ["cold", "warm"]) {
    const begun = performance.now();
    const answer = await fetch(`${server.url}/large`, { headers: { Accept: "text/html" } });
    const html = await answer.text();
    const took = performance.now() - begun;
    const shown = html.includes("shown as it is written:") ? "as text" : "rendered";
    say(
      `  ${word}: ${took.toFixed(0)} ms, ${(html.length / 1e6).toFixed(1)} MB of HTML, ${shown} (goal < 2000 ms or as text)`,
    );
  }
}

async function main(): Promise<void> {
  process.chdir(root);
  const must = (command: string, args: string[], cwd: string): void => {
    if (spawnSync(command, args, { cwd, stdio: ["ignore", "ignore", "inherit"] }).status !== 0)
      throw new Error(`${command} failed`);
  };
  if (!process.argv.includes("--no-build")) must("npm", ["run", "--silent", "build"], root);
  const packages = path.join(here, "peers");
  if (!existsSync(path.join(packages, "node_modules", "express")))
    must("npm", ["ci", "--no-audit", "--no-fund"], packages);
  const folder = mkdtempSync(path.join(tmpdir(), "plenary-bench-pages-"));
  try {
    const notes = path.join(folder, "notes");
    mkdirSync(notes);
    makeNotes(notes);
    measureRendering();
    const built = path.join(root, "dist", "server", "main.js");
    const data = path.join(folder, "data");
    const server = await startServer(["--no-memory-reducer", built, "--port", "0", "--data", data, "--clone", notes]);
    try {
      await measureReading(server, folder);
      await measureLarge(server);
      const { ours, bare, bytes } = await costOfFollowing(server, SEED);
      say("a page that 300 people follow while it is written, one change a second");
      say(
        `  Plenary ${ours.toFixed(2)} ms CPU a change, bare sockets ${bare.toFixed(2)} ms for the same ${bytes} bytes each`,
      );
      say(`  beside bare sockets ${(ours / bare).toFixed(2)}x (goal < 2)  ${verdict(ours / bare < 2)}`);
    } finally {
      await server.end();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

await main();

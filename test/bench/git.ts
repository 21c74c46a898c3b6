/**
 * `npm run bench:git`: what the notes cost in a repository of 10,000 pages and 100,000 commits, beside git itself and
 * cgit. The repository is made once and kept in the temporary folder. `--no-build` measures what is in `dist/`.
 */
import { once } from "node:events";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { Agent, get, type IncomingMessage } from "node:http";
import { cpus, tmpdir } from "node:os";
import path from "node:path";
import { buffer } from "node:stream/consumers";
import { createRepository, type Repository } from "../../server/git/repo.ts";
import { cpuOf, createCgit, inTurns, median, run, timed } from "./git-measures.ts";
import { type ServerProcess, startServer, stayOnLoadCore } from "./process.ts";
import { type MadeWiki, makeWiki, type WikiSize } from "./wiki-maker.ts";

const root = path.resolve(import.meta.dirname, "..", "..");
const WIKI: WikiSize = { pages: 10_000, commits: 100_000 };
const FIFTH: WikiSize = { pages: 2000, commits: 20_000 };
const EMPTY: WikiSize = { pages: 20, commits: 40 };
const ROUNDS = 15;
/** Pages and changes that a server has shown before it is measured: a wiki's server runs for weeks. */
const WARM = 1500;
/** As `npm start` has it. */
const AS_STARTED = ["--enable-source-maps", "--no-memory-reducer"];
const PERSON = { name: "Bench", email: "bench@example.org" };

const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** @param most what the goal allows of the first beside the second. */
function tell(what: string, ours: number, theirs: number, most: number): void {
  const ratio = ours / theirs;
  const verdict = ratio <= most ? "met" : "NOT MET";
  const figures = `${ours.toFixed(2).padStart(10)}${theirs.toFixed(2).padStart(10)}${`${ratio.toFixed(3)}x`.padStart(10)}`;
  say(`  ${what.padEnd(54)}${figures}  ≤ ${most}x  ${verdict}`);
}

async function measureHistory(repository: Repository, wiki: MadeWiki): Promise<void> {
  const cold = wiki.hotPages.slice(0, ROUNDS);
  const log = (page: string): string => run("git", ["log", "-50", "main", "--", page], { cwd: wiki.dir });
  await repository.commits({ limit: 1 });
  const first = await inTurns(cold, (page) => repository.commits({ path: page, limit: 50 }), log);
  tell("50 versions of a hot page, first time / git log", first.ours, first.theirs, 1 / 10);
  const again = await inTurns(cold, (page) => repository.commits({ path: page, limit: 50 }), log);
  tell("50 versions of a hot page, again / git log", again.ours, again.theirs, 1 / 10);
  const old = await inTurns(wiki.oldPages, (page) => repository.commits({ path: page, limit: 50 }), log);
  tell("versions of an old page, first time / git log", old.ours, old.theirs, 1 / 50);
}

async function measureBlame(repository: Repository, wiki: MadeWiki): Promise<void> {
  const pages = wiki.hotPages.slice(0, ROUNDS);
  const ours = async (page: string): Promise<unknown> => repository.blame(page, await repository.head());
  const theirs = (page: string): string => run("git", ["blame", "main", "--", page], { cwd: wiki.dir });
  const first = await inTurns(pages, ours, theirs);
  tell("blame of a hot page, first time / git blame", first.ours, first.theirs, 1);
  const again = await inTurns(pages, ours, theirs);
  tell("blame of a warm page / git blame", again.ours, again.theirs, 1 / 10);
  const saved: number[] = [];
  for (const page of pages) {
    const text = await repository.blob((await repository.files(await repository.head())).get(page) ?? "");
    const files = new Map([[page, Buffer.concat([text, Buffer.from("- one line more\n")])]]);
    await repository.commit(async () => ({ files, author: PERSON, coAuthors: [], message: "Save" }));
    await repository.commits({ path: page, limit: 1 });
    saved.push(await timed(() => ours(page)));
  }
  tell("blame of a warm page after a save / git blame", median(saved), again.theirs, 1 / 10);
}

function measureIndexing(wiki: MadeWiki, empty: MadeWiki): void {
  const script = (dir: string): string => `node --import tsx test/bench/load/index-history.ts ${dir}`;
  const log = median([1, 2, 3].map(() => cpuOf(`git -C ${wiki.dir} log --raw main`, root)));
  const ours = median([1, 2, 3].map(() => cpuOf(script(wiki.dir), root) - cpuOf(script(empty.dir), root)));
  tell("CPU of building the index, ms / git log --raw", ours, log, 2);
}

/** Durable saves of one page each. */
async function saves(repository: Repository, of: string): Promise<number> {
  const times: number[] = [];
  for (let n = 0; n < ROUNDS; n += 1) {
    const files = new Map([[of, new TextEncoder().encode(`# Saved ${n} ${Date.now()}\n`)]]);
    times.push(
      await timed(() => repository.commit(async () => ({ files, author: PERSON, coAuthors: [], message: "Save" }))),
    );
  }
  return median(times);
}

async function measureSaving(folder: string, repository: Repository, wiki: MadeWiki): Promise<void> {
  const tree = path.join(folder, "tree");
  run("git", ["clone", "--quiet", "--shared", wiki.dir, tree]);
  const times: number[] = [];
  for (let n = 0; n < ROUNDS; n += 1) {
    writeFileSync(path.join(tree, wiki.hot), `# Saved ${n}\n`);
    times.push(
      await timed(() => {
        run("git", ["add", "."], { cwd: tree });
        run("git", ["-c", "user.name=B", "-c", "user.email=b@c", "commit", "--quiet", "--message=Save"], { cwd: tree });
      }),
    );
  }
  const small = await makeWiki(FIFTH, say);
  const dir = path.join(folder, "fifth.git");
  cpSync(small.dir, dir, { recursive: true });
  const fifth = await createRepository({ dir, warn: () => {} });
  await fifth.indexed();
  await saves(fifth, small.hot);
  await saves(repository, wiki.hot);
  const [ours, theirs] = [await saves(repository, wiki.hot), await saves(fifth, small.hot)];
  await fifth.close();
  tell("a durable save / git add && git commit", ours, median(times), 1 / 2);
  tell("a durable save / the same in a wiki a fifth the size", ours, theirs, 1.5);
}

/** One connection, as a browser's: cgit is not asked by HTTP at all. */
const agent = new Agent({ keepAlive: true, maxSockets: 1 });

async function html(server: ServerProcess, page: string): Promise<void> {
  const asked = get(`${server.url}${page}`, { agent, headers: { Accept: "text/html" } });
  const [answer] = (await once(asked, "response")) as [IncomingMessage];
  await buffer(answer);
  if (answer.statusCode !== 200) throw new Error(`${page} answers ${answer.statusCode}`);
}

/** The text alone, as every view of a page begins. */
async function measureReading(repository: Repository, folder: string, wiki: MadeWiki): Promise<void> {
  const cgit = createCgit(folder, wiki.dir);
  if (!cgit) return;
  const head = await repository.head();
  await repository.files(head);
  const read = async (page: string): Promise<unknown> =>
    repository.blob((await repository.files(await repository.head())).get(page) ?? "");
  const texts = await inTurns(wiki.oldPages, read, (page) => cgit(`tree/${page}`));
  tell("a page read by its path, first time / cgit's blob page", texts.ours, texts.theirs, 1 / 5);
}

async function measureServer(folder: string, wiki: MadeWiki): Promise<void> {
  const data = path.join(folder, "data");
  mkdirSync(data);
  cpSync(wiki.dir, path.join(data, "notes.git"), { recursive: true });
  run(
    "node",
    ["--import", "tsx", "test/bench/load/index-history.ts", path.join(data, "notes.git"), path.join(data, "index")],
    {
      cwd: root,
    },
  );
  const args = [path.join(root, "dist", "server", "main.js"), "--port", "0", "--data", data];
  const starts: number[] = [];
  for (let n = 0; n < 3; n += 1) {
    const begun = performance.now();
    const server = await startServer([...AS_STARTED, ...args], null);
    await html(server, "/-/history");
    starts.push(performance.now() - begun);
    await server.end();
  }
  tell("a start with the index at hand to the first recent changes, s", median(starts) / 1000, 1, 2);
  const cgit = createCgit(folder, wiki.dir);
  if (!cgit) return say("  cgit is not here (on Debian: apt-get install cgit): pages are not measured beside it");
  // Server and cgit have a core each; what asks shares that of cgit, which it waits for.
  stayOnLoadCore();
  const server = await startServer([...AS_STARTED, ...args]);
  try {
    const commitsAfter = (skip: number, count: number): string[] =>
      run("git", ["rev-list", "--no-merges", `-${count}`, `--skip=${skip}`, "main"], { cwd: wiki.dir })
        .trim()
        .split("\n");
    // The program is warm, the pages and changes that are asked for are not.
    const others = run("git", ["ls-tree", "-r", "--name-only", "main"], { cwd: wiki.dir })
      .split("\n")
      .slice(-WARM - 1, -1);
    for (const page of others) await html(server, `/${page.replace(/\.md$/, "")}`);
    for (const oid of commitsAfter(5000, WARM)) await html(server, `/-/commit/${oid}`);
    const pages = await inTurns(
      wiki.oldPages,
      (page) => html(server, `/${page.replace(/\.md$/, "")}`),
      (page) => cgit(`tree/${page}`),
    );
    tell("a page by HTTP, first time / cgit's blob page", pages.ours, pages.theirs, 1 / 5);
    const again = await inTurns(
      wiki.oldPages,
      (page) => html(server, `/${page.replace(/\.md$/, "")}`),
      (page) => cgit(`tree/${page}`),
    );
    tell("a page by HTTP, again / cgit's blob page", again.ours, again.theirs, 1 / 5);
    const diffs = await inTurns(
      commitsAfter(1000, ROUNDS),
      (oid) => html(server, `/-/commit/${oid}`),
      (oid) => cgit(`diff/&id=${oid}`),
    );
    tell("the changes of a commit by HTTP / cgit's diff page", diffs.ours, diffs.theirs, 1 / 4);
  } finally {
    await server.end();
  }
}

async function main(): Promise<void> {
  process.chdir(root);
  if (!process.argv.includes("--no-build")) run("npm", ["run", "--silent", "build"], { cwd: root });
  const folder = mkdtempSync(path.join(tmpdir(), "plenary-bench-git-"));
  try {
    const [wiki, empty] = [await makeWiki(WIKI, say), await makeWiki(EMPTY, say)];
    const cpu = `${cpus().length} cores (${cpus()[0]?.model ?? "unknown"})`;
    say(`${cpu}, node ${process.version}, ${WIKI.pages} pages, ${WIKI.commits} commits; medians, ms`);
    say(`  ${"".padEnd(54)}${"Plenary".padStart(10)}${"beside".padStart(10)}${"ratio".padStart(10)}  goal`);
    measureIndexing(wiki, empty);
    const dir = path.join(folder, "notes.git");
    cpSync(wiki.dir, dir, { recursive: true });
    const repository = await createRepository({ dir, warn: () => {} });
    await repository.indexed();
    await measureHistory(repository, wiki);
    await measureBlame(repository, wiki);
    await measureReading(repository, folder, wiki);
    await measureSaving(folder, repository, wiki);
    await repository.close();
    await measureServer(folder, wiki);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

await main();

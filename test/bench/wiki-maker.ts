import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createRandom, type Random } from "../kit/random.ts";

/** A wiki of years, as one repository. */
export interface MadeWiki {
  /** Bare, one pack, with a commit-graph: what a clone at the first start leaves. */
  readonly dir: string;
  /** Edited through all the years. */
  readonly hotPages: readonly string[];
  readonly hot: string;
  /** Made and last edited in the first year. */
  readonly oldPages: readonly string[];
}

export interface WikiSize {
  readonly pages: number;
  readonly commits: number;
}

/** Part of the name of the folder that a wiki is kept in: another one for each change of what is made here. */
const MADE = "plenary-bench-wiki-2";
const SEED = 5;

/** Of a hundred edits: those of the pages made last, of the pages that everybody edits, and the others of any page. */
const RECENT = 0.5;
const HOT = 0.2;
const HOT_PAGES = 20;
const RECENT_PAGES = 30;
/** Edits of pages that are left to themselves end after this part of the history. */
const OLD_PART = 0.1;

/** One in so many commits merges a branch of a few commits, or gives a page another name. */
const MERGED = 400;
const RENAMED = 1000;

const MOST_LINES = 60;
const PEOPLE = ["Ada Lin", "Bo Tran", "Cem Aydin", "Dina Kos", "Eli Mor", "Fay Oh", "Gus Lee", "Hana Ito"];
const WORDS = "room notes slide talk index write page merge branch tree blob speaker question answer demo later".split(
  " ",
);

interface MadePage {
  path: string;
  readonly lines: string[];
}

/** Made by `git fast-import` from a fixed seed, once: kept in the temporary folder, and found there by the next run. */
export async function makeWiki({ pages, commits }: WikiSize, say: (line: string) => void): Promise<MadeWiki> {
  const dir = path.join(tmpdir(), `${MADE}-${pages}-${commits}.git`);
  const pathsFrom = (from: number): string[] => Array.from({ length: HOT_PAGES }, (_, n) => pathOf(from + n, pages));
  const made = { dir, hotPages: pathsFrom(0), hot: pathOf(0, pages), oldPages: pathsFrom(HOT_PAGES) };
  if (existsSync(dir)) return made;
  say(`making a wiki of ${pages} pages and ${commits} commits, once`);
  const beside = `${dir}.making`;
  rmSync(beside, { recursive: true, force: true });
  mkdirSync(beside);
  await run(beside, ["init", "--quiet", "--bare", "--initial-branch=main", "."]);
  await run(beside, ["fast-import", "--quiet", "--max-pack-size=2g"], streamOf({ pages, commits }));
  await run(beside, ["repack", "-a", "-d", "-q"]);
  await run(beside, ["commit-graph", "write", "--reachable", "--changed-paths", "--no-progress"]);
  renameSync(beside, dir);
  return made;
}

/** Some eighty pages a month, as the folders of a busy year. */
function pathOf(index: number, pages: number): string {
  const month = Math.floor((index * 120) / pages);
  return `events/${2012 + Math.floor(month / 12)}/${String(1 + (month % 12)).padStart(2, "0")}/event-${index}.md`;
}

function* streamOf({ pages, commits }: WikiSize): Generator<string> {
  const random = createRandom(SEED);
  const all: MadePage[] = [];
  const perCommit = pages / commits;
  let mark = 0;
  let side: { readonly from: number; readonly pages: MadePage[] } | null = null;

  const commit = (branch: string, changes: string, from: number, merged?: number): string => {
    mark += 1;
    const person = random.pick(PEOPLE);
    const who = `${person} <${person.replace(" ", ".").toLowerCase()}@example.org> ${1_330_000_000 + mark * 3000} +0000`;
    const message = `Notes on ${random.pick(WORDS)}\n`;
    return `commit refs/heads/${branch}\nmark :${mark}\nauthor ${who}\ncommitter ${who}\ndata ${message.length}\n${message}${
      from > 0 ? `from :${from}\n` : ""
    }${merged === undefined ? "" : `merge :${merged}\n`}${changes}\n`;
  };

  let tip = 0;
  while (mark < commits) {
    if (mark % MERGED === MERGED - 1 && commits - mark > 5 && all.length > HOT_PAGES * 2) {
      // A branch beside main: two commits there, one on main, and the merge that brings both together.
      side = { from: tip, pages: [random.pick(all), random.pick(all)] };
      const [first, second] = side.pages as [MadePage, MadePage];
      yield commit("side", edit(first, random), side.from);
      yield commit("side", edit(second, random), mark);
      const branch = mark;
      const other = all.find((page) => !side?.pages.includes(page)) as MadePage;
      yield commit("main", edit(other, random), side.from);
      yield commit("main", [first, second, other].map(fileOf).join(""), mark, branch);
    } else if (mark % RENAMED === RENAMED - 1 && all.length > HOT_PAGES * 2) {
      const page = all[HOT_PAGES * 2 + random.int(all.length - HOT_PAGES * 2)] as MadePage;
      const before = page.path;
      page.path = before.replace(/(?:-moved)?\.md$/, "-moved.md");
      yield commit("main", before === page.path ? edit(page, random) : `D ${before}\n${fileOf(page)}`, tip);
    } else if (all.length < pages && (all.length < HOT_PAGES || all.length < mark * perCommit + 1)) {
      const page = newPage(all.length, pages, random);
      all.push(page);
      yield commit("main", fileOf(page), tip);
    } else yield commit("main", edit(chosen(all, mark / commits, random), random), tip);
    tip = mark;
  }
}

function chosen(all: readonly MadePage[], progress: number, random: Random): MadePage {
  const recent = all.slice(-RECENT_PAGES);
  if (random.chance(RECENT)) return random.pick(recent);
  if (random.chance(HOT / (1 - RECENT))) return random.pick(all.slice(0, HOT_PAGES));
  // Pages just behind the hot ones are left alone after the first years.
  const from = progress < OLD_PART || all.length <= HOT_PAGES * 2 ? 0 : HOT_PAGES * 2;
  return all[from + random.int(all.length - from)] as MadePage;
}

function newPage(index: number, pages: number, random: Random): MadePage {
  const [, , year, month] = /((\d{4})\/(\d{2}))/.exec(pathOf(index, pages)) ?? [];
  const talks = Array.from({ length: 5 }, (_, talk) => [
    `### ${random.pick(WORDS)} ${index}.${talk}`,
    "",
    `*${random.pick(PEOPLE)}*`,
    "",
    ...Array.from({ length: 3 }, () => sentence(random)),
    "",
  ]).flat();
  return { path: pathOf(index, pages), lines: [`# Event ${index}`, "", `${year}-${month}-12`, "", ...talks] };
}

function sentence(random: Random): string {
  return `- ${Array.from({ length: 6 + random.int(8) }, () => random.pick(WORDS)).join(" ")} ${random.int(100_000)}`;
}

/** Changes a line, adds one or takes one, and gives the page's new file. */
function edit(page: MadePage, random: Random): string {
  const at = 4 + random.int(Math.max(1, page.lines.length - 4));
  const isNote = page.lines[at]?.startsWith("- ") ?? false;
  if (page.lines.length < MOST_LINES && random.chance(0.6)) page.lines.splice(at, 0, sentence(random));
  else if (isNote && random.chance(0.5)) page.lines.splice(at, 1);
  else if (isNote) page.lines[at] = sentence(random);
  else page.lines.push(sentence(random));
  return fileOf(page);
}

function fileOf({ path: file, lines }: MadePage): string {
  const text = `${lines.join("\n")}\n`;
  return `M 100644 inline ${file}\ndata ${Buffer.byteLength(text)}\n${text}\n`;
}

async function run(dir: string, args: readonly string[], input: Iterable<string> = []): Promise<void> {
  const child = spawn("git", [...args], { cwd: dir, stdio: ["pipe", "inherit", "inherit"] });
  const closed = once(child, "close");
  for (const part of input) if (!child.stdin.write(part)) await once(child.stdin, "drain");
  child.stdin.end();
  const [code] = (await closed) as [number | null];
  if (code !== 0) throw new Error(`git ${args[0]} ended with ${code}`);
}

import { git } from "../kit/git.ts";
import type { Random } from "../kit/random.ts";

/** Names that are awkward for a shell, for a pattern, for a line, and one that is a file and a folder by turns. */
export const PATHS = [
  "a.md",
  "ü c.md",
  "events/x.md",
  "events/2016/y.md",
  ":(glob)z*",
  "-n 1",
  'q"\\\n\t.md',
  "events",
];

/**
 * What `git fast-import` makes a history of: branches, merges and octopuses that bring only lines together or change
 * something of their own, renames, removals, commits of nothing, and a clock that stands still and goes back at times.
 * `merging` is how likely each further parent is. Each commit is kept as `refs/marks/NUMBER`, from 1; the last is `main`.
 */
export function randomHistory(random: Random, length: number, merging = 0.35): string {
  const trees: Map<string, string>[] = [];
  const lines: string[] = [];
  let saveId = "s0";
  for (let mark = 1; mark <= length; mark += 1) {
    const newest = trees.length;
    const from = newest > 3 && random.chance(0.3) ? newest - 1 - random.int(3) : newest;
    const others = new Set<number>();
    while (newest > 2 && others.size < 3 && random.chance(merging)) others.add(1 + random.int(newest - 1));
    others.delete(from);
    const tree = new Map(trees[from - 1]);
    for (const other of others) {
      for (const [path, text] of trees[other - 1] ?? []) if (random.chance(0.5)) tree.set(path, text);
    }
    if (others.size === 0 ? random.chance(0.9) : random.chance(0.3))
      change(tree, random, `${mark}`, random.chance(0.4));
    trees.push(tree);
    const time = 1_466_000_000 + mark * 60 - (random.chance(0.1) ? random.int(300) : 0);
    lines.push(`commit refs/marks/${mark}`, `mark :${mark}`);
    if (random.chance(0.8)) saveId = random.chance(0.5) ? `s${mark}` : saveId;
    const message = messageOf(random, random.chance(0.7) ? saveId : null);
    lines.push(`author ${random.pick(PEOPLE)} <a@example.org> ${time} +0000`);
    lines.push(`committer Ada <ada@example.org> ${time} +0000`, `data ${Buffer.byteLength(message)}`, message);
    if (from > 0) lines.push(`from :${from}`);
    for (const other of others) lines.push(`merge :${other}`);
    lines.push("deleteall");
    for (const [path, text] of tree) lines.push(`M 100644 inline ${quoted(path)}`, `data ${text.length}`, text);
  }
  lines.push("reset refs/heads/main", `from :${length}`);
  return `${lines.join("\n")}\n`;
}

/** Few, so that they meet again. */
const PEOPLE = ["Ada", "Ünal Öz", "李 四", "Ada"];

function messageOf(random: Random, saveId: string | null): string {
  const others = PEOPLE.filter(() => random.chance(0.2)).map((name) => `Co-authored-by: ${name} <c@example.org>\n`);
  const trailers = [...others, ...(saveId === null ? [] : [`Save-Id: ${saveId}\n`])];
  const words = random.pick(["x", "", ":100644 no change", "Two\n\nparagraphs: of words"]);
  return trailers.length > 0 ? `${words}\n\n${trailers.join("")}` : words;
}

/** @param again of the one page that is changed so often that saves of it follow each other. */
function change(tree: Map<string, string>, random: Random, text: string, again: boolean): void {
  const path = again ? "a.md" : random.pick(PATHS);
  const there = tree.get(path);
  if (there !== undefined && random.chance(0.4)) {
    tree.delete(path);
    if (random.chance(0.5)) tree.set(random.pick(PATHS), there);
  } else tree.set(path, text);
}

function quoted(path: string): string {
  return `"${path.replace(/["\\]/g, "\\$&").replaceAll("\n", "\\n").replaceAll("\t", "\\t")}"`;
}

/**
 * What is to be told of a path, or of all, by git: `git log --full-history`, without merges that are as one of their
 * parents in it; in git's order.
 */
export async function toldByGit(dir: string, path: string | undefined): Promise<string[]> {
  const only = path === undefined ? [] : ["--full-history", "--", `:(literal)${path}`];
  const listed = (await git(dir, "log", "--format=%H %P", "main", ...only)).trim().split("\n").filter(Boolean);
  const shown: string[] = [];
  for (const line of listed) {
    const [oid = "", ...parents] = line.split(" ");
    const own =
      parents.length > 1 ? await git(dir, "diff-tree", "-c", "-r", "-z", "--name-only", "--no-commit-id", oid) : "";
    const paths = own.split("\0").filter(Boolean);
    const isOwn = paths.some((one) => path === undefined || one === path || one.startsWith(`${path}/`));
    if (parents.length < 2 || isOwn) shown.push(oid);
  }
  return shown;
}

/** The same in the wiki's order: the newest first, and none after one that it is built on; see decision 40. */
export async function toldInOrder(dir: string, path: string | undefined): Promise<string[]> {
  const ranks = new Map<string, number>();
  for (const line of (await git(dir, "log", "--topo-order", "--reverse", "--format=%H %ct %P", "main"))
    .trim()
    .split("\n")) {
    const [oid = "", time, ...parents] = line.split(" ").filter(Boolean);
    ranks.set(oid, Math.max(Number(time), ...parents.map((parent) => 1 + (ranks.get(parent) ?? -1))));
  }
  const rank = (oid: string): number => ranks.get(oid) ?? -1;
  return (await toldByGit(dir, path)).sort((a, b) => rank(b) - rank(a) || (a < b ? 1 : -1));
}

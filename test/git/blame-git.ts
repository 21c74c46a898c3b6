import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import path from "node:path";
import type { BlamedLine } from "../../server/git/blame.ts";
import type { Compare } from "../../server/git/blame-walk.ts";
import { git } from "../kit/git.ts";
import { gitWith } from "./plumbing.ts";
import { PAGES } from "./random-pages.ts";

/** Away from the settings of whoever runs the tests. */
const ENV = { PATH: process.env.PATH ?? "", GIT_CONFIG_NOSYSTEM: "1", GIT_CONFIG_GLOBAL: "/dev/null" };

/** What `git blame` says of each line. */
export interface Told {
  readonly commit: string;
  readonly path: string;
  readonly line: number;
  readonly previous: string | null;
}

/** @param at a commit. */
export async function toldByGit(dir: string, at: string, page: string): Promise<Told[]> {
  const out = await gitWith(dir, "", "-c", "core.quotePath=false", "blame", "--line-porcelain", at, "--", page);
  const lines: { commit: string; path: string; line: number; previous: string | null }[] = [];
  for (const line of Buffer.from(out, "latin1").toString().split("\n")) {
    const [, commit, number] = /^([0-9a-f]{40}) (\d+) \d+/.exec(line) ?? [];
    const last = lines.at(-1);
    if (commit !== undefined) lines.push({ commit, line: Number(number), path: "", previous: null });
    else if (last && line.startsWith("previous ")) last.previous = line.slice(9);
    else if (last && line.startsWith("filename ")) last.path = line.slice(9);
  }
  return lines;
}

/** The same of ours. */
export function told(lines: readonly BlamedLine[]): Told[] {
  return lines.map(({ origin: { commit, path, previous }, line }) => {
    return { commit, line, path, previous: previous && `${previous.commit} ${previous.path}` };
  });
}

/** The differences that git's own diff finds. */
export function createGitCompare(folder: string): Compare {
  const files = [path.join(folder, "before"), path.join(folder, "after")] as const;
  return (before, after) => {
    writeFileSync(files[0], before.join(""), "latin1");
    writeFileSync(files[1], after.join(""), "latin1");
    const args = ["diff", "--no-index", "--no-color", "--text", "-U0", ...files];
    const out = spawnSync("git", args, { encoding: "latin1", env: ENV }).stdout;
    return [...out.matchAll(/^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/gm)].map((match) => {
      const [oldLine, olds, newLine, news] = [1, 2, 3, 4].map((part) => Number(match[part] ?? 1)) as [
        number,
        number,
        number,
        number,
      ];
      // Of an empty side git names the line before.
      const [oldFrom, newFrom] = [olds === 0 ? oldLine : oldLine - 1, news === 0 ? newLine : newLine - 1];
      return { oldFrom, oldTo: oldFrom + olds, newFrom, newTo: newFrom + news };
    });
  };
}

/** Each page at some commits of the history, `main` among them. */
export async function* pagesOf(dir: string, every: number): AsyncGenerator<{ at: string; page: string }> {
  const oids = (await git(dir, "rev-list", "main")).trim().split("\n");
  for (const at of oids.filter((_, index) => index % every === 0)) {
    const there = (await gitWith(dir, "", "ls-tree", "-r", "-z", "--name-only", at)).split("\0");
    const names = there.map((name) => Buffer.from(name, "latin1").toString());
    for (const page of PAGES) if (names.includes(page)) yield { at, page };
  }
}

/** Lines of pages, each page read once. */
export function createTexts(dir: string): (commit: string, page: string) => readonly string[] {
  const known = new Map<string, readonly string[]>();
  return (commit, page) => {
    const name = `${commit}:${page}`;
    const read = (): string =>
      spawnSync("git", ["--git-dir", dir, "show", name], { encoding: "latin1", env: ENV }).stdout;
    const lines = known.get(name) ?? read().match(/[^\n]*\n|[^\n]+$/g) ?? [];
    known.set(name, lines);
    return lines;
  };
}

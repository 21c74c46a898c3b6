import { spawn } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import type { Draft } from "../../server/git/commit.ts";
import { makeRepository, type TestRepository } from "../kit/repository.ts";

export const ada = { name: "Ada", email: "ada@example.org" };

export const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** A draft by Ada that writes texts, and removes where there is null. */
export function save(files: Readonly<Record<string, string | null>>, message = "a save"): Draft {
  const entries = Object.entries(files).map(([file, text]) => [file, text === null ? null : bytes(text)] as const);
  return { files: new Map(entries), author: ada, coAuthors: [], message };
}

/** A fresh repository for one test. */
export async function using(
  files: Readonly<Record<string, string>>,
  run: (of: TestRepository) => Promise<void>,
): Promise<void> {
  const of = await makeRepository(files);
  try {
    await run(of);
  } finally {
    await of.close();
  }
}

const ENV = {
  PATH: process.env.PATH ?? "",
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_AUTHOR_NAME: "Hand",
  GIT_AUTHOR_EMAIL: "hand@example.org",
  GIT_COMMITTER_NAME: "Hand",
  GIT_COMMITTER_EMAIL: "hand@example.org",
};

/** Real git with bytes for its input, and its output as it is written. */
export function gitWith(dir: string, input: string | Uint8Array, ...args: readonly string[]): Promise<string> {
  const child = spawn("git", ["--git-dir", dir, ...args], { env: ENV, stdio: ["pipe", "pipe", "inherit"] });
  let out = "";
  child.stdout.setEncoding("latin1").on("data", (data: string) => {
    out += data;
  });
  // A git that needs no input may have ended before its pipe is closed; its exit tells whether that was right.
  child.stdin.on("error", () => {});
  child.stdin.end(input);
  return new Promise((resolve, reject) => {
    child.once("close", (code) => (code === 0 ? resolve(out.trim()) : reject(new Error(`git ${args[0]}: ${code}`))));
  });
}

/** What `git fsck --strict` finds wrong. Objects that nothing points to are not wrong: a crash leaves them. */
export async function flaws(dir: string): Promise<string> {
  return gitWith(dir, "", "fsck", "--strict", "--no-dangling");
}

/**
 * A commit on `main` past the wiki, as of a person with a shell on the server.
 *
 * @param entries of `git mktree -z`, `MODE TYPE OID\tNAME` in latin1, which take the place of those by the same name in the root.
 */
export async function commitByHand(
  dir: string,
  entries: readonly string[],
  parents: readonly string[] = [],
): Promise<string> {
  const head = await gitWith(dir, "", "rev-parse", "refs/heads/main");
  const nameOf = (entry: string): string => entry.slice(entry.indexOf("\t") + 1);
  const names = new Set(entries.map(nameOf));
  const there = (await gitWith(dir, "", "ls-tree", "-z", head)).split("\0").filter((entry) => entry !== "");
  const all = [...there.filter((entry) => !names.has(nameOf(entry))), ...entries];
  const tree = await gitWith(
    dir,
    Buffer.from(all.map((entry) => `${entry}\0`).join(""), "latin1"),
    "mktree",
    "-z",
    "--missing",
  );
  const commit = await gitWith(
    dir,
    "by hand",
    "commit-tree",
    tree,
    ...[head, ...parents].flatMap((one) => ["-p", one]),
  );
  await gitWith(dir, "", "update-ref", "refs/heads/main", commit, head);
  return commit;
}

export async function blobOf(dir: string, text: string): Promise<string> {
  return gitWith(dir, text, "hash-object", "-w", "--stdin");
}

/** Running processes whose command line names `dir`, by their ids. */
export async function processesOn(dir: string): Promise<{ readonly pid: number; readonly command: string }[]> {
  const found = [];
  for (const name of await readdir("/proc")) {
    if (!/^\d+$/.test(name) || Number(name) === process.pid) continue;
    const command = await readFile(`/proc/${name}/cmdline`, "latin1").catch(() => "");
    if (command.includes(dir)) found.push({ pid: Number(name), command: command.replaceAll("\0", " ") });
  }
  return found;
}

/** Processes of these groups that still run; what has ended and waits to be collected does not. */
export async function livingIn(groups: ReadonlySet<number>): Promise<number[]> {
  const found: number[] = [];
  for (const name of await readdir("/proc")) {
    const stat = /^\d+$/.test(name) ? await readFile(`/proc/${name}/stat`, "latin1").catch(() => "") : "";
    // After the command, which may hold anything: its state, its parent, its group.
    const [state, , group] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    if (state !== "Z" && groups.has(Number(group))) found.push(Number(name));
  }
  return found;
}

export async function until(condition: () => Promise<boolean>, ms = 20_000): Promise<void> {
  const end = Date.now() + ms;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`still not so after ${ms} ms`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

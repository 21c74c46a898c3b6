import path from "node:path";
import { type CommitObject, parseCommit } from "./commit-object.ts";
import { respelled } from "./merge-names.ts";
import { type Join, type Settled, settle } from "./merge-settling.ts";
import { type Conflict, mergeTrees, openWorkshop, type Stage } from "./merge-tree.ts";
import { type Person, personForGit } from "./message.ts";
import { GitFailure } from "./process.ts";
import { NO_OBJECT } from "./push-request.ts";
import type { Quarantine } from "./quarantine.ts";
import { exactTextOf, rawName, textOf } from "./trees.ts";

/** Bases of bases that are merged before git's own way with them is good enough. */
const DEEPEST = 40;

/** Paths that a message names. */
const MOST_NAMED = 50;

/** A commit's own words may be this long, bytes. */
const MOST_WORDS = 16 * 1024 * 1024;

export interface MergeRules {
  readonly join: Join;
  /** Largest text that is joined, bytes. */
  readonly maxText: number;
  /** The same for two paths that some file systems do not tell apart. */
  readonly fold: (path: string) => string;
  /** Who a merge is by. */
  readonly author: Person;
  readonly gitBinary?: string;
}

export interface Merge {
  readonly commit: string;
  /** Paths that both sides had changed so that git could not tell what becomes of them. */
  readonly settled: readonly Settled[];
}

interface Version {
  readonly oid: string;
  readonly tree: string;
  /** Committer's time, seconds. */
  readonly time: number;
}

/**
 * Merges two versions into a commit with both as parents, see decision 46. It rests on the two alone, so two servers that
 * merge the same at once make the same commit. Nothing stops it but versions without a common past.
 *
 * @param dir the bare repository, absolute.
 * @param folder a quarantine's: versions in it are seen, and what the merge makes is put there as a pack, not on `dir`.
 * @throws GitFailure; an error where there is no common past.
 */
export async function mergeVersions(
  dir: string,
  folder: string,
  rules: MergeRules,
  tips: readonly [string, string],
  signal: AbortSignal,
): Promise<Merge> {
  const of = await openWorkshop(dir, folder, signal, rules.gitBinary);
  const [first, second] = inOrder(await versionOf(of, tips[0]), await versionOf(of, tips[1]));
  const { tree, settled } = await mergedTree(of, rules, first, second, 0);
  const message = messageOf(settled);
  const time = Math.max(first.time, second.time);
  const commit = await writeCommit(of, { tree, parents: [first.oid, second.oid], time, message }, rules.author);
  const pack = ["pack-objects", "--quiet", "--revs", "--threads=1", path.join(folder, "objects", "pack", "pack")];
  await of.bytes(pack, `${commit}\n^${first.oid}\n^${second.oid}\n`, 1000);
  return { commit, settled };
}

/** The earlier one first; of two at the same second that with the smaller id. */
function inOrder(a: Version, b: Version): [Version, Version] {
  return a.time < b.time || (a.time === b.time && a.oid < b.oid) ? [a, b] : [b, a];
}

async function versionOf(of: Quarantine, oid: string): Promise<Version> {
  const bytes = await of.bytes(["cat-file", "commit", oid], "", MOST_WORDS);
  const read: CommitObject | null = bytes && parseCommit(bytes);
  if (!read) throw new Error(`the commit ${oid} cannot be read`);
  return { oid, tree: read.tree, time: read.time };
}

/**
 * Where several versions are the newest that both have in common, these are merged first, by the same rules, into the one
 * base of the two: else what one server has joined already would count as new on both sides, and stand there twice.
 */
async function mergedTree(
  of: Quarantine,
  rules: MergeRules,
  first: Version,
  second: Version,
  depth: number,
): Promise<{ readonly tree: string; readonly settled: readonly Settled[] }> {
  const bases = await basesOf(of, first.oid, second.oid);
  if (bases.length === 0) throw new Error("the two versions have no common past");
  if (bases.length === 1 || depth === DEEPEST) return settledTree(of, rules, [first.oid, second.oid], first, second);
  const base = await oneBase(of, rules, bases, depth);
  const standIns = [await standIn(of, rules, first, base), await standIn(of, rules, second, base)] as const;
  return settledTree(of, rules, standIns, first, second);
}

async function basesOf(of: Quarantine, first: string, second: string): Promise<string[]> {
  const bases: string[] = [];
  const ask = of.words(["merge-base", "--all", first, second], "", (line) => bases.push(line), "\n");
  await ask.catch((cause) => {
    if (!(cause instanceof GitFailure) || cause.exitCode !== 1) throw cause;
  });
  return bases;
}

async function oneBase(of: Quarantine, rules: MergeRules, bases: readonly string[], depth: number): Promise<Version> {
  const versions: Version[] = [];
  for (const oid of bases) versions.push(await versionOf(of, oid));
  versions.sort((a, b) => (inOrder(a, b)[0] === a ? -1 : 1));
  let base = versions[0] as Version;
  for (const next of versions.slice(1)) {
    const [first, second] = inOrder(base, next);
    const { tree } = await mergedTree(of, rules, first, second, depth + 1);
    const time = Math.max(first.time, second.time);
    const made = { tree, parents: [first.oid, second.oid], time, message: "A common past" };
    base = { oid: await writeCommit(of, made, rules.author), tree, time };
  }
  return base;
}

/** The same files on top of the one base. */
function standIn(of: Quarantine, rules: MergeRules, { tree, time }: Version, base: Version): Promise<string> {
  return writeCommit(of, { tree, parents: [base.oid], time, message: "A side" }, rules.author);
}

async function settledTree(
  of: Quarantine,
  rules: MergeRules,
  sides: readonly [string, string],
  first: Version,
  second: Version,
): Promise<{ readonly tree: string; readonly settled: readonly Settled[] }> {
  const merged = await mergeTrees(of, ...sides);
  const files = await filesOf(of, merged.tree);
  const [ours, theirs] = [await filesOf(of, first.tree), await filesOf(of, second.tree)];
  const folders = new Set([...files.keys()].flatMap(foldersOf));
  const isTaken = (file: string): boolean => files.has(file) || folders.has(file);
  const edits = new Map<string, Stage | null>();
  const settled: Settled[] = [];
  const take = (decided: Settled): void => {
    for (const [file, stage] of decided.files) {
      edits.set(file, stage);
      if (stage) files.set(file, stage);
      else files.delete(file);
    }
    settled.push(decided);
  };
  for (const conflict of merged.conflicts) {
    take(await settle({ of, ...rules, labels: sides, isTaken }, asWritten(conflict, ours, theirs)));
  }
  for (const one of respell(files, new Set(ours.keys()), rules.fold)) take(one);
  return { tree: edits.size === 0 ? merged.tree : await editedTree(of, merged.tree, edits), settled };
}

/** Where two files have come to one path from others, git has one side's bytes for both: here each has its own. */
function asWritten(conflict: Conflict, ours: Files, theirs: Files): Conflict {
  if (conflict.base) return conflict;
  const first = conflict.first && (ours.get(conflict.path) ?? conflict.first);
  const second = conflict.second && (theirs.get(conflict.path) ?? conflict.second);
  return { path: conflict.path, ...(first && { first }), ...(second && { second }) };
}

function respell(files: Files, first: ReadonlySet<string>, fold: (path: string) => string): Settled[] {
  const named = [...files].filter(([file]) => exactTextOf(file) !== null);
  const blobs = new Map(named.map(([file, { oid }]) => [textOf(file), oid]));
  const renames = respelled(blobs, new Set([...first].map(textOf)), fold);
  return [...renames].map(([was, is]) => ({
    path: rawName(was),
    how: `differed from another only by case or Unicode form, is ${is}`,
    files: new Map([
      [rawName(was), null],
      [rawName(is), files.get(rawName(was)) ?? null],
    ]),
  }));
}

/** Path -> what is there, links and submodules too. Raw. */
type Files = Map<string, Stage>;

async function filesOf(of: Quarantine, tree: string): Promise<Files> {
  const files: Files = new Map();
  await of.words(["ls-tree", "-r", "-z", "--full-tree", tree], "", (entry) => {
    const [, mode, oid, file] = /^(\d{6}) \w+ ([0-9a-f]{40})\t(.+)$/s.exec(entry) ?? [];
    if (mode && oid && file) files.set(file, { mode, oid });
  });
  return files;
}

/** "a/b/c" -> "a", "a/b". */
function foldersOf(file: string): string[] {
  const parts = file.split("/");
  return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join("/"));
}

/** What `tree` becomes by `edits`, raw paths. By an index of its own, which does not ask for the files. */
async function editedTree(of: Quarantine, tree: string, edits: ReadonlyMap<string, Stage | null>): Promise<string> {
  await of.bytes(["read-tree", tree], "", 0);
  const removed = [...edits].flatMap(([file, stage]) => (stage ? [] : [`0 ${NO_OBJECT}\t${file}\0`]));
  const written = [...edits].flatMap(([file, stage]) => (stage ? [`${stage.mode} ${stage.oid}\t${file}\0`] : []));
  const entries = Buffer.from([...removed, ...written].join(""), "latin1");
  await of.bytes(["update-index", "--add", "-z", "--index-info"], entries, 0);
  return make(of, ["write-tree", "--missing-ok"], "");
}

interface NewCommit {
  readonly tree: string;
  readonly parents: readonly string[];
  readonly time: number;
  readonly message: string;
}

function writeCommit(of: Quarantine, { tree, parents, time, message }: NewCommit, by: Person): Promise<string> {
  const { name, email } = personForGit(by);
  const signed = `${name} <${email}> ${time} +0000`;
  const head = [`tree ${tree}`, ...parents.map((oid) => `parent ${oid}`), `author ${signed}`, `committer ${signed}`];
  return make(of, ["hash-object", "-t", "commit", "-w", "--stdin"], `${head.join("\n")}\n\n${message}\n`);
}

/** Runs what makes one object, and gives its id. */
async function make(of: Quarantine, args: readonly string[], input: string): Promise<string> {
  return String(await of.bytes(args, input, 100)).trim();
}

/** Made of the facts alone: who merges, where and when is not in it. */
function messageOf(settled: readonly Settled[]): string {
  const plain = (file: string): string => textOf(file).replace(/[\p{C}\p{Zl}\p{Zp}]/gu, "?");
  const lines = settled.slice(0, MOST_NAMED).map(({ path, how }) => `${plain(path)}: ${how}`);
  const more = settled.length > MOST_NAMED ? [`and ${settled.length - MOST_NAMED} more`] : [];
  return ["Bring both sides of a mirror together", ...(lines.length > 0 ? ["", ...lines, ...more] : [])].join("\n");
}

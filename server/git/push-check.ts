import { MAIN } from "./main-ref.ts";
import { GitFailure } from "./process.ts";
import { NO_OBJECT, type RefCommand } from "./push-request.ts";
import { refusalOfSpread } from "./push-spread.ts";
import type { Quarantine } from "./quarantine.ts";
import { exactTextOf, textOf } from "./trees.ts";

/** Files that the commits of one push may change, and that a version may hold. */
const MOST_CHANGES = 50_000;
const MOST_FILES = 100_000;

/** A path as it is told to the pusher, characters. */
const TOLD = 120;

/** A line that is told, characters. */
const LINE = 300;

/** What the wiki thinks of names. */
export interface PathRules {
  /** Why there can be no file at this path, in a few words; null where there can. */
  refusal(path: string): string | null;
  /** The same for two paths that some file systems do not tell apart. */
  folded(path: string): string;
}

/** Why a push is not taken, in one line for the pusher's terminal. */
class PushRefusal extends Error {}

/** Each commit's changes. Every setting of the repository's that would change what is written is overruled. */
const LOG = [
  ...["-c", "log.showRoot=true", "-c", "diff.orderFile=/dev/null", "-c", "log.showSignature=false"],
  ...["log", "-c", "--raw", "-z", "--no-abbrev", "--no-renames", "--no-color", "--no-notes", "--no-mailmap"],
  ...["--ignore-submodules=none", "--format="],
];
/** A changed file, of a merge against each parent: the result's mode and id come last of their kind. */
const CHANGE = /^\n?:+(?:\d{6} )+(\d{6}) (?:[0-9a-f]{40} )+([0-9a-f]{40}) [A-Z]+$/;

/**
 * Looks at what a ref is to be moved to, and at all that is new in the commits before it: what was there before a push is
 * nobody's fault now.
 *
 * @param limit the largest file, bytes.
 * @returns the first thing that is not taken; null where all is well.
 */
export async function refusalOfTip(
  of: Quarantine,
  { ref, from, to }: RefCommand,
  limit: number,
  rules: PathRules,
): Promise<string | null> {
  if (to === NO_OBJECT) return null;
  const refusal = await refusalOfVersion(of, ref, to, limit, rules);
  if (refusal !== null || ref !== MAIN) return refusal;
  return (await isAncestor(of, from, to)) ? null : "non-fast-forward";
}

/** The same for a version that is not on top of the ref's: whether the ref may go there is for the caller to say. */
export async function refusalOfVersion(
  of: Quarantine,
  ref: string,
  to: string,
  limit: number,
  rules: PathRules,
): Promise<string | null> {
  try {
    const [kind, peeled] = await kindsOf(of, to);
    if (ref.startsWith("refs/heads/") && kind !== "commit") return "a branch is at a version of the notes";
    if (peeled !== "commit") return "a tag names a version of the notes";
    await checkCommits(of, to, limit, rules);
    return null;
  } catch (cause) {
    if (cause instanceof PushRefusal) return cause.message;
    if (cause instanceof GitFailure && cause.exitCode !== null) return oneLine(cause.message) || "git gave up on it";
    throw cause;
  }
}

/** Of an object, and of what it leads to where it is a tag. */
async function kindsOf(of: Quarantine, oid: string): Promise<string[]> {
  const kinds: string[] = [];
  const ask = ["cat-file", "--batch-check=%(objecttype)"];
  await of.words(ask, `${oid}\n${oid}^{commit}\n`, (line) => kinds.push(line), "\n");
  return kinds;
}

/** Whether `to` goes on from `from`. Throws GitFailure where one of them is not there. */
export async function isAncestor(of: Quarantine, from: string, to: string): Promise<boolean> {
  let isBehind = true;
  const take = (): void => {
    isBehind = false;
  };
  await of.words(["rev-list", "--max-count=1", from, `^${to}`], "", take, "\n");
  return isBehind;
}

async function checkCommits(of: Quarantine, tip: string, limit: number, rules: PathRules): Promise<void> {
  const spread = await refusalOfSpread(of, tip, MOST_FILES);
  if (spread !== null) throw new PushRefusal(spread);
  const files = await newFiles(of, tip, rules);
  await checkSizes(of, files.blobs, limit);
  await checkTwins(of, tip, files.paths, rules);
}

interface NewFiles {
  /** Blob -> one of the paths it stands at. */
  readonly blobs: ReadonlyMap<string, string>;
  readonly paths: ReadonlySet<string>;
}

async function newFiles(of: Quarantine, tip: string, rules: PathRules): Promise<NewFiles> {
  const blobs = new Map<string, string>();
  const paths = new Set<string>();
  let change: { readonly mode: string; readonly oid: string } | null = null;
  let count = 0;
  await of.words([...LOG, tip, "--not", "--all", "--"], "", (word) => {
    if (!change) {
      change = changeIn(word);
      return;
    }
    const { mode, oid } = change;
    change = null;
    count += 1;
    if (count > MOST_CHANGES) throw new PushRefusal(`a push changes at most ${MOST_CHANGES} files`);
    if (mode === "000000") return;
    const reason =
      refusalOfMode(mode) ?? (exactTextOf(word) === null ? "a name that is not UTF-8" : rules.refusal(textOf(word)));
    if (reason !== null) throw refusalAt(word, reason);
    const path = textOf(word);
    blobs.set(oid, path);
    paths.add(path);
  });
  return { blobs, paths };
}

/** Null for what stands between two commits. */
function changeIn(word: string): { readonly mode: string; readonly oid: string } | null {
  if (word.trim() === "") return null;
  const [, mode, oid] = CHANGE.exec(word) ?? [];
  if (!mode || !oid) throw new PushRefusal("its commits cannot be read");
  return { mode, oid };
}

function refusalOfMode(mode: string): string | null {
  if (mode === "120000") return "a symbolic link";
  if (mode === "160000") return "a submodule";
  return mode.startsWith("100") ? null : "no regular file";
}

async function checkSizes(of: Quarantine, files: ReadonlyMap<string, string>, limit: number): Promise<void> {
  const take = (line: string): void => {
    const [oid = "", size] = line.split(" ");
    const path = files.get(oid);
    if (path === undefined || Number(size) <= limit) return;
    throw new PushRefusal(`${told(path)}: larger than ${Math.floor(limit / 1024 / 1024)} MB`);
  };
  const ask = ["cat-file", "--batch-check=%(objectname) %(objectsize)", "--buffer"];
  await of.words(ask, [...files.keys()].map((oid) => `${oid}\n`).join(""), take, "\n");
}

/** @param changed two that were twins before and are not among these are left alone. */
async function checkTwins(of: Quarantine, tip: string, changed: ReadonlySet<string>, rules: PathRules): Promise<void> {
  const touched = new Set([...changed].flatMap(withFolders).map(rules.folded));
  const spelt = new Map<string, string>();
  await of.words(["ls-tree", "-r", "-z", "--name-only", "--full-tree", tip], "", (raw) => {
    for (const path of withFolders(textOf(raw))) {
      const folded = rules.folded(path);
      if (!touched.has(folded)) continue;
      const other = spelt.get(folded) ?? path;
      if (other !== path)
        throw new PushRefusal(`${told(path)}: differs from ${told(other)} only by case or Unicode form`);
      spelt.set(folded, path);
    }
  });
}

/** "a/b/c" -> "a", "a/b", "a/b/c". */
function withFolders(path: string): string[] {
  const parts = path.split("/");
  return parts.map((_, index) => parts.slice(0, index + 1).join("/"));
}

function refusalAt(raw: string, reason: string): PushRefusal {
  return new PushRefusal(`${told(textOf(raw))}: ${reason}`);
}

/** Nothing that a terminal would obey. */
function told(path: string): string {
  const plain = path.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, "?");
  return plain.length > TOLD ? `${plain.slice(0, TOLD)}…` : plain;
}

/** What git says, for somebody else's terminal. */
export function oneLine(text: string): string {
  return text
    .replace(/[\p{C}\s]+/gu, " ")
    .trim()
    .slice(0, LINE);
}

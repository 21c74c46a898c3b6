import type { Quarantine } from "./quarantine.ts";
import { isFolder, parseTree } from "./trees.ts";

/** Commits that a push brings for one ref, and what their folders weigh together, bytes. */
const MOST_COMMITS = 20_000;
const MOST_BYTES = 64 * 1024 * 1024;

/** Folders in one another from which on they count as without end. */
const DEEPEST = 500;

/**
 * Why the versions before `tip` that are new cannot be looked at, in one line; null where they can. A folder that holds ten
 * times the same folder, that holds ten times the same, and so on, is small and has files without end: here each folder is
 * read once, and its files are counted.
 *
 * @param most files that a version may hold.
 */
export async function refusalOfSpread(of: Quarantine, tip: string, most: number): Promise<string | null> {
  const commits: string[] = [];
  const count = ["rev-list", `--max-count=${MOST_COMMITS + 1}`, tip, "--not", "--all", "--"];
  await of.words(count, "", (oid) => commits.push(oid), "\n");
  if (commits.length > MOST_COMMITS) return `a push brings at most ${MOST_COMMITS} commits`;
  if (commits.length === 0) return null;
  const folders: string[] = [];
  const list = ["rev-list", "--objects", "--no-walk", "--filter=blob:none", "--no-object-names", "--stdin"];
  await of.words(list, lines(commits), (oid) => folders.push(oid), "\n");
  const read = await of.bytes(["cat-file", "--batch", "--buffer"], lines(folders), MOST_BYTES);
  if (read === null) return "its folders are too many to be looked at";
  const counts = filesIn(read);
  const largest = commits.reduce((largest, oid) => Math.max(largest, counts(oid)), 0);
  return largest > most ? `a version holds at most ${most} files` : null;
}

/** @param read what `cat-file --batch` says of commits and trees. Gives the files below one of them. */
function filesIn(read: Buffer): (oid: string) => number {
  const below = new Map<string, readonly string[]>();
  const own = new Map<string, number>();
  for (let at = 0; at < read.length; ) {
    const end = read.indexOf(10, at);
    const [oid = "", kind, size] = read.toString("latin1", at, end).split(" ");
    const object = read.subarray(end + 1, end + 1 + Number(size));
    at = end + 1 + object.length + 1;
    const entries = kind === "tree" ? parseTree(object) : [];
    const folders = entries.filter(isFolder).map((entry) => entry.oid);
    own.set(oid, entries.length - folders.length);
    below.set(oid, kind === "commit" ? [object.toString("latin1", "tree ".length, "tree ".length + 40)] : folders);
  }
  const counted = new Map<string, number>();
  function count(oid: string, depth: number): number {
    const known = counted.get(oid);
    if (known !== undefined) return known;
    if (depth > DEEPEST) return Number.POSITIVE_INFINITY;
    const files = (below.get(oid) ?? []).reduce((sum, folder) => sum + count(folder, depth + 1), own.get(oid) ?? 0);
    counted.set(oid, files);
    return files;
  }
  return (oid) => count(oid, 0);
}

function lines(words: readonly string[]): string {
  return words.map((word) => `${word}\n`).join("");
}

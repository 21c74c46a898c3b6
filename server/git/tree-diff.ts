import { isFolder, type TreeEntry } from "./trees.ts";

/** The entries of a folder's tree. */
export type ReadTree = (oid: string) => Promise<readonly TreeEntry[]>;

/** One path that differs. Never a folder: what is in it is told instead. */
export interface EntryChange {
  /** Raw, see `trees.ts`. */
  readonly path: string;
  /** Null where there was none. */
  readonly before: TreeEntry | null;
  /** Null where there is none any more. */
  readonly after: TreeEntry | null;
}

/**
 * What differs between two trees; null stands for no tree, so a difference from null lists a tree. Costs a read for each
 * folder that differs, asked for together; folders that are the same are not looked into.
 */
export async function diffTrees(read: ReadTree, from: string | null, to: string | null): Promise<EntryChange[]> {
  const changes: EntryChange[] = [];
  await collect(read, "", from, to, changes);
  return changes.sort((a, b) => (a.path < b.path ? -1 : 1));
}

async function collect(
  read: ReadTree,
  prefix: string,
  from: string | null,
  to: string | null,
  changes: EntryChange[],
): Promise<void> {
  if (from === to) return;
  const [was, is] = await Promise.all([from ? read(from) : [], to ? read(to) : []]);
  const old = new Map(was.map((entry) => [entry.name, entry]));
  const pairs = is.map((after) => ({ name: after.name, before: old.get(after.name) ?? null, after }));
  for (const { name } of is) old.delete(name);
  const removed = [...old.values()].map((before) => ({ name: before.name, before, after: null }));

  const below: Promise<void>[] = [];
  for (const { name, before, after } of [...pairs, ...removed]) {
    if (before?.oid === after?.oid && before?.mode === after?.mode) continue;
    const path = prefix + name;
    const folders = [before, after].map((entry) => (entry && isFolder(entry) ? entry.oid : null)) as Sides<string>;
    const files = [before, after].map((entry) => (entry && !isFolder(entry) ? entry : null)) as Sides<TreeEntry>;
    if (files[0] || files[1]) changes.push({ path, before: files[0], after: files[1] });
    if (folders[0] || folders[1]) below.push(collect(read, `${path}/`, ...folders, changes));
  }
  await Promise.all(below);
}

type Sides<T> = [before: T | null, after: T | null];

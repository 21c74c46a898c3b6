import { WikiError } from "../errors.ts";
import type { ReadTree } from "./tree-diff.ts";
import { FILE_MODE, FOLDER_MODE, isFile, isFolder, rawName, type TreeEntry } from "./trees.ts";

/** Where the objects of a new tree go; each gives the object's id. */
export interface TreeStore {
  readonly read: ReadTree;
  writeBlob(bytes: Uint8Array): Promise<string>;
  writeTree(entries: readonly TreeEntry[]): Promise<string>;
}

/**
 * The tree that `root` becomes by `files`: path -> new bytes, or null for a file to be removed. Only folders on the way to
 * a changed path are read and written, everything else in them stays byte for byte, and an empty folder is no folder.
 * A file that is removed and is not there, or is no regular file, changes nothing.
 *
 * @param root null for no tree at all.
 * @throws WikiError `bad-path` for a path git or a checkout would not take; `exists` for a file where a folder is, or a
 *   folder, link or submodule where a file is.
 */
export async function editTree(
  store: TreeStore,
  root: string | null,
  files: ReadonlyMap<string, Uint8Array | null>,
): Promise<string> {
  return (await editFolder(store, root, stepsTo(files))) ?? (await store.writeTree([]));
}

/** What happens at one name of a folder: to the file by that name, and to what is below it. */
interface Step {
  /** The path up to here, to be named in a refusal. */
  readonly path: string;
  /** Undefined where the name is only on the way to others. */
  file?: Uint8Array | null;
  readonly below: Steps;
}

type Steps = Map<string, Step>;

function stepsTo(files: ReadonlyMap<string, Uint8Array | null>): Steps {
  const root: Steps = new Map();
  for (const [path, bytes] of files) {
    const segments = path.split("/");
    if (segments.some(isForbidden))
      throw new WikiError("bad-path", "This is no path of a file in the notes.", { path });
    let steps = root;
    let last: Step | undefined;
    for (const [index, segment] of segments.entries()) {
      const name = rawName(segment);
      last = steps.get(name) ?? { path: segments.slice(0, index + 1).join("/"), below: new Map() };
      steps.set(name, last);
      steps = last.below;
    }
    if (last) last.file = bytes;
  }
  return root;
}

/** The changed folder's tree; null where nothing is left in it. */
async function editFolder(store: TreeStore, oid: string | null, steps: Steps): Promise<string | null> {
  const entries = new Map((oid ? await store.read(oid) : []).map((entry) => [entry.name, entry]));
  for (const [name, step] of steps) {
    const entry = await editEntry(store, name, entries.get(name) ?? null, step);
    if (entry) entries.set(name, entry);
    else entries.delete(name);
  }
  return entries.size === 0 ? null : store.writeTree([...entries.values()]);
}

async function editEntry(
  store: TreeStore,
  name: string,
  there: TreeEntry | null,
  { file, below, path }: Step,
): Promise<TreeEntry | null> {
  let entry = there;
  if (file === null && entry && isFile(entry)) entry = null;
  if (below.size > 0) {
    const folder = entry && isFolder(entry) ? entry : null;
    const oid = await editFolder(store, folder?.oid ?? null, below);
    if (entry && !folder && oid) throw new WikiError("exists", `There is a file named ${path} already.`, { path });
    if (!entry || folder) entry = oid === null ? null : { mode: FOLDER_MODE, name, oid };
  }
  if (!file) return entry;
  if (entry && !isFile(entry)) {
    throw new WikiError("exists", `There is something else than a file named ${path} already.`, { path });
  }
  return { mode: entry?.mode ?? FILE_MODE, name, oid: await store.writeBlob(file) };
}

/**
 * The last line of defence, behind the doors' own rules: what git refuses, and what a checkout on some system would take
 * for `.git` (other case, NTFS's short name, ends and streams, characters that HFS+ ignores) or for a way out.
 */
function isForbidden(segment: string): boolean {
  const seen = segment.replace(/\p{Default_Ignorable_Code_Point}/gu, "").toLowerCase();
  return (
    /^\.{0,2}$/.test(seen) || /[\p{Cc}\p{Surrogate}\\]/u.test(segment) || /^(?:\.git|git~1)[ .]*(?::|$)/.test(seen)
  );
}

/** Tree and commit objects as git writes them, read without a library: values in, values out. */

export interface TreeEntry {
  /** "100644" a file, "100755" one that may be run, "40000" a folder, "120000" a link, "160000" a submodule. */
  readonly mode: string;
  /** One segment of a path. Bytes that are not UTF-8 are replaced, so such a file can be listed and not read by name. */
  readonly name: string;
  readonly oid: string;
}

export const FOLDER_MODE = "40000";
export const FILE_MODE = "100644";

/** @param bytes a tree object's content. */
export function parseTree(bytes: Buffer): TreeEntry[] {
  const entries: TreeEntry[] = [];
  let at = 0;
  while (at < bytes.length) {
    const space = bytes.indexOf(32, at);
    const end = bytes.indexOf(0, space);
    if (space < 0 || end < 0 || end + 21 > bytes.length) throw new Error("a tree object is cut short");
    entries.push({
      mode: bytes.toString("latin1", at, space),
      name: bytes.toString("utf8", space + 1, end),
      oid: bytes.toString("hex", end + 1, end + 21),
    });
    at = end + 21;
  }
  return entries;
}

/** The tree a commit object names; null for bytes that are none. */
export function treeOf(commit: Buffer): string | null {
  return /^tree ([0-9a-f]{40})\n/.exec(commit.toString("latin1", 0, 46))?.[1] ?? null;
}

export function isFile(entry: TreeEntry): boolean {
  return entry.mode.startsWith("100");
}

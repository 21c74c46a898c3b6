/**
 * Tree objects, read and written byte for byte: values in, values out.
 *
 * Git's names are bytes. Here a name is a string of as many characters, each one byte (latin1), so that a name that is
 * not UTF-8 goes back into the next tree as it was. Only at the border is it text: `rawName`, `textOf`, `exactTextOf`.
 */

export interface TreeEntry {
  /** As written: "100644" a file, "100755" one that may be run, "40000" a folder, "120000" a link, "160000" a submodule. */
  readonly mode: string;
  /** One segment of a path, raw. */
  readonly name: string;
  readonly oid: string;
}

export const FOLDER_MODE = "40000";
export const FILE_MODE = "100644";

const OID_BYTES = 20;

/** @param bytes a tree object's content. Throws where it is cut short. */
export function parseTree(bytes: Buffer): TreeEntry[] {
  const entries: TreeEntry[] = [];
  let at = 0;
  while (at < bytes.length) {
    const space = bytes.indexOf(32, at);
    const end = bytes.indexOf(0, space);
    const next = end + 1 + OID_BYTES;
    if (space < 0 || end < 0 || next > bytes.length) throw new Error("a tree object is cut short");
    entries.push({
      mode: bytes.toString("latin1", at, space),
      name: bytes.toString("latin1", space + 1, end),
      oid: bytes.toString("hex", end + 1, next),
    });
    at = next;
  }
  return entries;
}

/** A tree object's content, in git's order. `printTree(parseTree(bytes))` is `bytes` for every tree git accepts. */
export function printTree(entries: readonly TreeEntry[]): Buffer {
  const sorted = [...entries].sort((a, b) => compare(sortKey(a), sortKey(b)));
  return Buffer.concat(
    sorted.flatMap(({ mode, name, oid }) => [Buffer.from(`${mode} ${name}\0`, "latin1"), Buffer.from(oid, "hex")]),
  );
}

/** Git sorts a folder as if its name ended in a slash. */
function sortKey(entry: TreeEntry): string {
  return isFolder(entry) ? `${entry.name}/` : entry.name;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** A regular file. Links and submodules are none: they can be neither shown nor written here, and stay as they are. */
export function isFile(entry: TreeEntry): boolean {
  return entry.mode.startsWith("100");
}

export function isFolder(entry: TreeEntry): boolean {
  // Some old tools wrote it with a leading zero.
  return entry.mode === FOLDER_MODE || entry.mode === `0${FOLDER_MODE}`;
}

/** A name or path as git keeps it. */
export function rawName(text: string): string {
  return isAscii(text) ? text : Buffer.from(text, "utf8").toString("latin1");
}

/** A name or path to show: bytes that are not UTF-8 become U+FFFD. */
export function textOf(raw: string): string {
  return isAscii(raw) ? raw : Buffer.from(raw, "latin1").toString("utf8");
}

/** A name or path as text, or null where it is not UTF-8: such a file cannot be asked for. */
export function exactTextOf(raw: string): string | null {
  const text = textOf(raw);
  return rawName(text) === raw ? text : null;
}

function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 0x7f) return false;
  return true;
}

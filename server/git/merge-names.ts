/** Names for what cannot stay under its own when two versions are merged. Paths in, paths out. */

/** How a blob's id is told in a name, digits: enough to tell two apart. */
const DIGITS = 8;

/** "notes/stage.png" -> "notes/stage-5f3a9c1e.png": the same on every server, and nobody else's. */
export function besideName(path: string, oid: string, isTaken: (path: string) => boolean): string {
  const at = path.lastIndexOf("/") + 1;
  const [, stem = "", ending = ""] = /^(.[^.]*(?:\.[^.]+)*?)(\.[^.]*)?$/s.exec(path.slice(at)) ?? [];
  const named = (digits: number): string => `${path.slice(0, at)}${stem}-${oid.slice(0, digits)}${ending}`;
  return isTaken(named(DIGITS)) ? named(oid.length) : named(DIGITS);
}

/**
 * Files that have come from the second version and differ from what the first has only by case or Unicode form, in their
 * name or a folder's: path -> the path they get. Many file systems hold but one of the two, and a push of both is refused.
 *
 * @param files of the merged version: path -> blob. @param first paths of the first version.
 */
export function respelled(
  files: ReadonlyMap<string, string>,
  first: ReadonlySet<string>,
  fold: (path: string) => string,
): Map<string, string> {
  const spelt = new Map<string, { readonly path: string; readonly isFile: boolean }>();
  for (const path of files.keys()) if (first.has(path)) note(path);
  const renamed = new Map<string, string>();

  function note(path: string): void {
    const parts = path.split("/");
    for (let count = 1; count <= parts.length; count += 1) {
      const prefix = parts.slice(0, count).join("/");
      if (!spelt.has(fold(prefix))) spelt.set(fold(prefix), { path: prefix, isFile: count === parts.length });
    }
  }

  for (const [path, oid] of [...files].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (first.has(path)) continue;
    const isTaken = (wanted: string): boolean => spelt.has(fold(wanted));
    const wanted = spell(path, oid, isTaken);
    if (wanted !== path) renamed.set(path, wanted);
    note(wanted);
  }

  /** Folders as they are written already; a name that is taken, by a file or a folder, becomes another one. */
  function spell(path: string, oid: string, isTaken: (path: string) => boolean): string {
    let done = "";
    const parts = path.split("/");
    for (const [index, part] of parts.entries()) {
      const here = done === "" ? part : `${done}/${part}`;
      const there = spelt.get(fold(here));
      if (!there) done = here;
      else if (index === parts.length - 1 || there.isFile) done = besideName(here, oid, isTaken);
      else done = there.path;
    }
    return done;
  }

  return renamed;
}

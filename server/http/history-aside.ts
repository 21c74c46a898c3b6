import { WikiError } from "../errors.ts";
import type { PagePath } from "../text/page-path.ts";
import type { Oid } from "../wiki/ports.ts";
import type { Wiki } from "../wiki/wiki.ts";
import type { HttpDeps } from "./deps.ts";
import { type ShownChange, shownBetween, titlesOf } from "./history-changes.ts";
import { changeNamed } from "./history-versions.ts";

/** A commit that a branch or a tag has and the notes have not. */
export interface AsideVersion {
  readonly oid: Oid;
  /** The branch or tag. */
  readonly on: string;
}

/** The commit of this name (4 to 40 hex digits) that is not in the notes and on a branch or a tag; null where there is no one such. */
export async function asideNamed(aside: HttpDeps["aside"], name: string): Promise<AsideVersion | null> {
  if (!/^[0-9a-f]{4,40}$/i.test(name)) return null;
  const digits = name.toLowerCase();
  const found = [...(await aside())].filter(([oid]) => oid.startsWith(digits));
  const [[oid, on] = []] = found;
  return oid !== undefined && on !== undefined && found.length === 1 ? { oid, on } : null;
}

/** Such a commit's change: alone, and with nothing to be done about it. */
export async function shownAside(wiki: Wiki, { oid, on }: AsideVersion): Promise<ShownChange> {
  const { commit, files } = await changeNamed(wiki, oid);
  const [file, ...others] = files;
  const isPage = file !== undefined && others.length === 0 && file.path.endsWith(".md");
  const titles = isPage ? titlesOf(file) : { title: others.length === 0 ? (file?.path ?? "") : "", talks: [] };
  return { files, commit, save: null, between: null, ...titles, previous: null, takingBack: [], aside: on };
}

/**
 * What lies between two versions of a page, of which one at least is aside; in the order in which they were asked for.
 *
 * @throws WikiError `not-found` where the page is in neither.
 */
export async function shownAsideDiff(
  wiki: Wiki,
  path: PagePath,
  versions: { readonly from: Oid | null; readonly to: Oid; readonly on: string },
): Promise<ShownChange> {
  const { commit: to } = await changeNamed(wiki, versions.to);
  const older = versions.from ?? to.parents[0] ?? null;
  const [before, after] = await Promise.all([older === null ? null : wiki.page(path, older), wiki.page(path, to.oid)]);
  if (before === null && after === null) {
    throw new WikiError("not-found", "the page is in neither of the two versions", { path });
  }
  return shownBetween(wiki, path, { from: older, to, aside: versions.on }, { before, after });
}

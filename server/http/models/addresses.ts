import { type PagePath, pageAddress } from "../../text/page-path.ts";

/** The addresses of what one can do with a page. `/-/` and the page's path, encoded, without its ".md". */
export function editAddress(path: PagePath, talk?: string): string {
  return withQuery(`/-/edit/${pathIn(path)}`, { talk });
}

/** Where a deck is cut that is not to be cut as the page says. */
export type AskedCut = "headings";

export function slidesAddress(path: PagePath, talk?: string, cut?: AskedCut): string {
  return withQuery(`/-/slides/${pathIn(path)}`, { talk, cut });
}

/** The deck for paper. */
export function printAddress(path: PagePath, talk?: string, cut?: AskedCut): string {
  return withQuery(`/-/slides/${pathIn(path)}`, { talk, cut, view: "print" });
}

/** The deck as one file. */
export function downloadAddress(path: PagePath, talk?: string, cut?: AskedCut): string {
  return withQuery(`/-/slides/${pathIn(path)}`, { talk, cut, download: "1" });
}

/** The wiki at a version as a zip file, or only what stands at a path: an event with its pictures, a folder. */
export function archiveAddress(version: string, path?: string): string {
  return withQuery(`/-/archive/${encodeURIComponent(version)}.zip`, { path });
}

/** Takes who leads the deck, and where it is. */
export function presentAddress(path: PagePath): string {
  return `/-/present/${pathIn(path)}`;
}

/** The deck with the notes, for who speaks. */
export function speakerAddress(path: PagePath, talk?: string, cut?: AskedCut): string {
  return withQuery(`/-/speaker/${pathIn(path)}`, { talk, cut });
}

/** Takes `{ message }`, commits the live text now. */
export function saveAddress(path: PagePath): string {
  return `/-/save/${pathIn(path)}`;
}

/** Takes a picture, gives its markdown. */
export function uploadAddress(path: PagePath): string {
  return `/-/upload/${pathIn(path)}`;
}

/** Takes `{ text, talk }`, gives it rendered. */
export function previewAddress(path: PagePath): string {
  return `/-/preview/${pathIn(path)}`;
}

/** Takes `{ rev }`, makes the page read as it did then; without `rev` a deleted page comes back. */
export function restoreAddress(path: PagePath): string {
  return `/-/restore/${pathIn(path)}`;
}

/** Asks for a page's new path, and takes it: `{ to }`. */
export function moveAddress(path: PagePath): string {
  return `/-/move/${pathIn(path)}`;
}

/** Takes the page away. */
export function deleteAddress(path: PagePath): string {
  return `/-/delete/${pathIn(path)}`;
}

/** Takes `{ commit }`, takes back what that save did to the page. */
export function undoAddress(path: string): string {
  return `/-/undo/${pathIn(path)}`;
}

/** Tells that a save's lines met those of another: both are kept. */
export function metAddress(path: PagePath, commits: { readonly theirs: string; readonly yours: string }): string {
  return withQuery(`/-/met/${pathIn(path)}`, commits);
}

/** Where to hear what happens to a page, as server-sent events. */
export function followAddress(path: PagePath): string {
  return `/-/follow/${pathIn(path)}`;
}

/** A page's history, or all changes without a path. */
export function historyAddress(
  path?: string,
  query: { talk?: string; word?: string; before?: string; limit?: string } = {},
): string {
  return withQuery(path === undefined ? "/-/history" : `/-/history/${pathIn(path)}`, query);
}

/** Who wrote each line of a page: as it is now, or as it was at a commit. */
export function blameAddress(path: string, query: { at?: string; talk?: string } = {}): string {
  return withQuery(`/-/blame/${pathIn(path)}`, query);
}

/** What changed in the wiki since a day, a time or a commit; since the last visit where nothing is said. */
export function changesAddress(query: { since?: string; until?: string; skip?: string } = {}): string {
  return withQuery("/-/changes", query);
}

/**
 * What a commit changed: all of its save, where it is the last commit of one; only itself with `alone`.
 *
 * @param look how it is shown, as `lookQuery` says it.
 */
export function commitAddress(
  commit: string,
  { alone = false, look = {} }: { alone?: boolean; look?: Readonly<Record<string, string>> } = {},
): string {
  return withQuery(`/-/commit/${commit}`, { ...(alone && { alone: "1" }), ...look });
}

/**
 * What changed in a file between two commits; without `to`, up to now; without both, with its newest save.
 *
 * @param look how it is shown, as `lookQuery` says it.
 */
export function diffAddress(
  path: string,
  query: { from?: string; to?: string },
  look: Readonly<Record<string, string>> = {},
): string {
  return withQuery(`/-/diff/${pathIn(path)}`, { ...query, ...look });
}

/** The page as it was. */
export function oldAddress(path: string, commit: string): string {
  return `/-/at/${commit}/${pathIn(path)}`;
}

/** The markdown itself. */
export function sourceAddress(path: string): string {
  return `/${encoded(path)}`;
}

/** A folder's address, with its slash; "/" for the root. */
export function folderAddress(path: string): string {
  return path === "" ? "/" : `/${encoded(path)}/`;
}

/** Where a page or any other file of the wiki is read. */
export function readAddress(path: string): string {
  return path.endsWith(".md") ? pageAddress(path as PagePath) : sourceAddress(path);
}

/** Pages of events have talks, other pages have parts. */
export function nounFor(path: string): "talk" | "part" {
  return /^events\/\d{4}\//.test(path) ? "talk" : "part";
}

/** A page's path as it stands behind `/-/…/`. */
function pathIn(path: string): string {
  return encoded(path.replace(/\.md$/, ""));
}

function encoded(path: string): string {
  return path.split("/").map(encodeURIComponent).join("/");
}

function withQuery(address: string, query: Readonly<Record<string, string | undefined>>): string {
  const pairs = Object.entries(query).filter((pair): pair is [string, string] => pair[1] !== undefined);
  return pairs.length === 0 ? address : `${address}?${new URLSearchParams(pairs)}`;
}

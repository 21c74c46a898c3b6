/**
 * Addresses of pages and files. Whatever comes from outside goes through `parsePagePath` or `parseFilePath` once;
 * behind them only the branded types travel, so a path that was never checked does not compile.
 */

/** A page's file in the repository: `events/2016/06/dockercon16.md`. Always `.md`, no leading slash, checked. */
export type PagePath = string & { readonly [pageBrand]: true };

/** Any file of the repository that may be named from outside. */
export type FilePath = string & { readonly [fileBrand]: true };

declare const pageBrand: unique symbol;
declare const fileBrand: unique symbol;

/** What a file name may take on every common file system, in UTF-8 bytes. */
const SEGMENT_BYTES = 255;

/** A whole path, in UTF-8 bytes: a clone must be able to write it below somebody's home folder. */
const PATH_BYTES = 1024;

/** Leaves room for `-12` and `.md` within `SEGMENT_BYTES`. */
const SLUG_BYTES = 200;

/** The last part of a page's path that its address drops. */
const EXTENSION = ".md";

/**
 * The page an address means, or null where the address is none: hostile or malformed ones are not told apart.
 *
 * @param raw a decoded address or path, with or without `.md`, with or without one leading slash. A folder's address
 *   (`events/2016/`) is no page's: null.
 */
export function parsePagePath(raw: string): PagePath | null {
  const bare = withoutLeadingSlash(raw);
  const path = bare.endsWith(EXTENSION) ? bare : bare + EXTENSION;
  const stem = path.slice(0, -EXTENSION.length);
  // `x.md.md` would have the address `/x.md`, which is the markdown of `x.md`.
  if (stem.endsWith(EXTENSION) || isOurs(stem)) return null;
  // The address is the path without `.md`, so both must be fine: `..` and `.git` as well as `...md` and `.git.md`.
  return isFile(stem) && isFile(path) ? (path as PagePath) : null;
}

/** A file's checked path, or null. The same rules as for pages, without the `.md`. */
export function parseFilePath(raw: string): FilePath | null {
  const path = withoutLeadingSlash(raw);
  return isFile(path) ? (path as FilePath) : null;
}

/** The page's address from the site's root, percent-encoded: `index.md` files stand for their folder. */
export function pageAddress(path: PagePath): string {
  const segments = path.slice(0, -EXTENSION.length).split("/").map(encodeURIComponent);
  if (segments.at(-1) === "index") segments[segments.length - 1] = "";
  return `/${segments.join("/")}`;
}

/**
 * A title as one segment of an address: letters and digits of any script, lower case, the rest single hyphens.
 * Never empty: `talk` where nothing is left. At most 200 bytes.
 */
export function slugOf(title: string): string {
  const words = title
    .toLowerCase()
    .normalize("NFC")
    .replace(/[^\p{L}\p{N}\p{M}]+/gu, "-");
  return clip(words.replace(/^-/, ""), SLUG_BYTES).replace(/-$/, "") || "talk";
}

/** Where a new event's page goes. @param date the month it begins in, 1 to 12; a year is written with four digits. */
export function eventPath(title: string, date: { readonly year: number; readonly month: number }): PagePath {
  const year = String(date.year).padStart(4, "0");
  const month = String(date.month).padStart(2, "0");
  const slug = slugOf(title);
  // `index.md` is the folder's own page.
  return `events/${year}/${month}/${slug === "index" ? "index-event" : slug}${EXTENSION}` as PagePath;
}

function withoutLeadingSlash(raw: string): string {
  return raw.startsWith("/") ? raw.slice(1) : raw;
}

/** Addresses the wiki keeps for itself: a page there could be written and never be read. */
function isOurs(stem: string): boolean {
  const first = stem.split("/", 1)[0];
  return first === "-" || first === "notes.git" || stem === "slides.html";
}

function isFile(path: string): boolean {
  if (utf8Length(path) > PATH_BYTES || /[\p{Cc}\p{Surrogate}\\]/u.test(path)) return false;
  const segments = path.split("/");
  return segments[0] !== "-" && segments.every(isSegment);
}

function isSegment(segment: string): boolean {
  // Only dots and spaces: `.`, `..` and what Windows makes of `.. .`; the empty segment of `a//b` too.
  if (/^[. ]*$/.test(segment) || utf8Length(segment) > SEGMENT_BYTES) return false;
  return !looksLikeDotGit(segment);
}

/** Names some file system takes for `.git`: other case, NTFS's short name, ends and streams, HFS+'s ignored characters. */
function looksLikeDotGit(segment: string): boolean {
  const seen = segment
    .replace(/\p{Default_Ignorable_Code_Point}/gu, "")
    .normalize("NFKC")
    .toLowerCase();
  return /^(?:\.git|git~\d+)[. ]*(?::|$)/.test(seen) || /^[. ]*$/.test(seen);
}

function utf8Length(text: string): number {
  let bytes = 0;
  for (let i = 0; i < text.length; i++) bytes += unitBytes(text.charCodeAt(i));
  return bytes;
}

/** UTF-8 bytes a UTF-16 unit stands for: each half of a surrogate pair counts two of its four. */
function unitBytes(unit: number): number {
  if (unit < 0x80) return 1;
  if (unit < 0x800) return 2;
  return unit >= 0xd800 && unit <= 0xdfff ? 2 : 3;
}

/** As many whole characters from the start as fit. */
function clip(text: string, limit: number): string {
  let bytes = 0;
  let end = 0;
  for (const character of text) {
    bytes += utf8Length(character);
    if (bytes > limit) return text.slice(0, end);
    end += character.length;
  }
  return text;
}

/** Links of notes as addresses of this site. Whether a scheme may be followed at all is the renderer's business. */
import { type PagePath, pageAddress, parsePagePath } from "./page-path.ts";

/** `scheme:` or `//host`: somewhere else. */
const ELSEWHERE = /^(?:[a-z][a-z0-9+.-]*:|\/\/)/i;

/** The old site's address of a page: `index.html#!path.md`, or `#!path.md` alone. */
const OLD_PAGE = /^(?:[^?#]*\/)?(?:index\.html)?#!(?<page>[^#]+\.md)(?<anchor>#.*)?$/;

/** What no address holds as it is; a browser would drop or reinterpret it. */
const UNSAFE = /[\s\p{Cc}\\"<>`{}|^]/gu;

/**
 * Where a link written on a page leads, from the site's root.
 *
 * Relative links start at the page's folder; `../` never leads above the root. Pages (`x.md`) become their addresses,
 * with query and fragment; `slides.html?…` is from the root wherever it is written. What leads elsewhere
 * (`https:`, `mailto:`, `//host`), fragments of this page and "" are returned untouched. What it makes of a relative
 * link is never the address of another site.
 */
export function resolveLink(page: PagePath, href: string): string {
  if (href === "" || ELSEWHERE.test(href)) return href;
  const old = OLD_PAGE.exec(href)?.groups;
  if (old !== undefined) return addressOf((old.page ?? "").split("/"), old.anchor ?? "");
  if (href.startsWith("#")) return href;
  const [path, rest] = splitAt(href, href.search(/[?#]/));
  if (path === "") return pageAddress(page) + escaped(rest);
  const segments = path.startsWith("/") ? path.split("/") : [...page.split("/").slice(0, -1), ...path.split("/")];
  if (segments.at(-1) === "slides.html" && rest !== "") return `/slides.html${escaped(rest)}`;
  if (segments.at(-1) === "index.html") segments[segments.length - 1] = "";
  return addressOf(segments, rest);
}

function addressOf(segments: readonly string[], rest: string): string {
  const path = normalised(segments);
  const page = path.endsWith(".md") ? parsePagePath(decoded(path)) : null;
  return (page === null ? escaped(path) : pageAddress(page)) + escaped(rest);
}

/** From the root, without `.`, `..` and empty segments; a slash at the end stays. */
export function normalised(segments: readonly string[]): string {
  const kept: string[] = [];
  for (const segment of segments) {
    if (segment === "..") kept.pop();
    else if (segment !== "." && segment !== "") kept.push(segment);
  }
  const last = segments.at(-1) ?? "";
  const folder = (last === "" || last === "." || last === "..") && kept.length > 0;
  return `/${kept.join("/")}${folder ? "/" : ""}`;
}

/** The two parts of a text; the second is empty where there is no such place. */
export function splitAt(text: string, at: number): [string, string] {
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at)];
}

/** The path that a percent-encoded one stands for; itself where it stands for none. */
export function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

function escaped(part: string): string {
  return part.replace(/\p{Surrogate}/gu, "\uFFFD").replace(UNSAFE, encodeURIComponent);
}

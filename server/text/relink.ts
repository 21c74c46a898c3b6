/** Links that stay right when a page is given another path: the links to it, and the moved page's own. */
import { decoded, normalised, resolveLink, splitAt } from "./links.ts";
import { scanLines } from "./opaque.ts";
import { type PagePath, pageAddress } from "./page-path.ts";

export interface Move {
  readonly from: PagePath;
  readonly to: PagePath;
}

/** Columns from which a line that is in no list is code. */
const CODE_INDENT = 4;

/** A longer line is nobody's notes, and would take long to look through. */
const LONGEST_LINE = 20_000;

/** What is in backticks is no link. */
const CODE = /(?<!`)(?<ticks>`+)(?!`).*?(?<!`)\k<ticks>(?!`)/;
/** Links, pictures, previews and includes, and what a reference stands for. */
const LINK = /(?<link>\]\(\s*|^ {0,3}\[[^\]]+\]:\s*)(?:<(?<angled>[^<>]*)>|(?<bare>(?:[^\s<>()]|\([^\s()]*\))+))/;
const ATTRIBUTE = /(?<attribute>\b(?:href|src)\s*=\s*)(?:"(?<double>[^"]*)"|'(?<single>[^']*)')/;
/** Where addresses stand on a line. */
const PLACES = new RegExp([CODE, LINK, ATTRIBUTE].map(({ source }) => source).join("|"), "gi");

/** Tools that have a page's path in their address: the way to write on it, its slides, its history. */
const TOOL = /^\/-\/(?:edit|slides|history|blame)(?=\/)/;

/** The old site's two ways to name a page: `index.html#!path.md` and `slides.html?path.md`. */
const OLD_SITE = /^(?<site>(?:[^?#]*\/)?(?:(?:index\.html)?#!|slides\.html\?))(?<page>[^#&]+)(?<rest>.*)$/s;

/**
 * The text of `page` as it must read once `move.from` is at `move.to`: what led to the page leads to it still. Where `page` is the one
 * that moves, its relative links and pictures lead where they led, to what stays where it is. Each link is written in the manner
 * it was written in; one that is right already is not touched, nor is code. Linear in the text.
 */
export function relink(text: string, page: PagePath, move: Move): string {
  const parts: string[] = [];
  let done = 0;
  for (const line of scanLines(text)) {
    if (line.kind !== "plain" || line.to - line.from > LONGEST_LINE) continue;
    if (line.indent >= CODE_INDENT && !line.nested) continue;
    const was = text.slice(line.from, line.to);
    const is = relinkLine(was, page, move);
    if (is === was) continue;
    parts.push(text.slice(done, line.from), is);
    done = line.to;
  }
  parts.push(text.slice(done));
  return parts.join("");
}

/** Whether a text may hold a link to the page at all; cheap, and never no where there is one. */
export function mayLinkTo(text: string, page: PagePath): boolean {
  const name =
    page
      .replace(/(?:\/index)?\.md$/, "")
      .split("/")
      .at(-1) ?? "";
  return text.includes(name) || text.includes(encodeURIComponent(name)) || /%[0-9a-f]{2}/i.test(text);
}

function relinkLine(line: string, page: PagePath, move: Move): string {
  const relinked = (address: string): string => relinkAddress(address, page, move);
  return line.replace(PLACES, (whole: string, ...rest: unknown[]) => {
    const { link, angled, bare, attribute, double, single } = rest.at(-1) as Record<string, string | undefined>;
    if (link !== undefined) return link + (angled === undefined ? relinked(bare ?? "") : `<${relinked(angled)}>`);
    if (attribute === undefined) return whole;
    return attribute + (double === undefined ? `'${relinked(single ?? "")}'` : `"${relinked(double)}"`);
  });
}

function relinkAddress(href: string, page: PagePath, move: Move): string {
  const moves = page === move.from;
  const old = OLD_SITE.exec(href)?.groups;
  if (old !== undefined) {
    const { site = "", page: named = "", rest = "" } = old;
    return leadsTo(move.from, `/${named.replace(/^\/+/, "")}`) ? `${site}${encodedPath(move.to)}${rest}` : href;
  }
  if (href.startsWith("#") || href.startsWith("?")) return href;
  const leads = resolveLink(page, href);
  if (!leads.startsWith("/") || leads.startsWith("//")) return href;
  const [path, rest] = splitAt(href, href.search(/[?#]/));
  const tool = TOOL.exec(path)?.[0] ?? "";
  if (leadsTo(move.from, pathIn(leads.slice(tool.length)))) {
    if (moves && !tool && resolveLink(move.to, href) === resolveLink(move.to, pageAddress(move.to)) + rest) return href;
    const to = path.endsWith(".md") ? `/${encodedPath(move.to)}` : written(pageAddress(move.to));
    return (path.startsWith("/") ? tool + to : relative(folderOf(moves ? move.to : page), to)) + rest;
  }
  if (!moves || path.startsWith("/") || resolveLink(move.to, href) === leads) return href;
  return relative(folderOf(move.to), normalised([...folderOf(page), ...path.split("/")])) + rest;
}

/** Whether an address from the root, with or without `.md`, is the page's. */
function leadsTo(page: PagePath, address: string): boolean {
  return withoutEnding(decoded(address)) === withoutEnding(decoded(pageAddress(page)));
}

function withoutEnding(address: string): string {
  return address.replace(/(?:(?<=\/)index)?(?:\.md)?$/, "").replace(/(?<=.)\/$/, "");
}

/** The folder's segments as an address has them. */
function folderOf(page: PagePath): string[] {
  return encodedPath(page).split("/").slice(0, -1);
}

/** An address from the root as one relative to a folder. */
function relative(folder: readonly string[], address: string): string {
  const target = address.slice(1).split("/");
  let shared = 0;
  while (shared < folder.length && shared < target.length - 1 && same(folder[shared], target[shared])) shared += 1;
  const path = [...folder.slice(shared).map(() => ".."), ...target.slice(shared)].join("/");
  // What has a colon in its first part would be read as a scheme, and nothing at all as this page.
  return path === "" || /^[^/]*:/.test(path) ? `./${path}` : path;
}

function same(one: string | undefined, other: string | undefined): boolean {
  return one !== undefined && other !== undefined && decoded(one) === decoded(other);
}

function encodedPath(page: PagePath): string {
  return written(page.split("/").map(encodeURIComponent).join("/"));
}

/** An address without what would end it where it is written. */
function written(address: string): string {
  return address.replace(/[()']/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`);
}

function pathIn(address: string): string {
  return splitAt(address, address.search(/[?#]/))[0];
}

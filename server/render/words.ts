/** Titles and speaker lines: words without blocks around them. */
import type { Token } from "markdown-it";
import type { Talk } from "../text/event.ts";
import type { Fragment, Rendering } from "./rendering.ts";
import { newToken, textToken, wordsOf } from "./tokens.ts";

/** `samsclass.info`: an address that markdown does not link by itself. */
const NAKED_DOMAIN = /^[a-z0-9.-]+\.[a-z]{2,24}(?:\/\S*)?$/i;

/** The settled words of a title. Itself a link, it has none in it, no footnotes, no pictures and no written HTML. */
export function titleHtml(rendering: Rendering, title: Fragment): string {
  for (const token of title.tokens) token.children = withoutLinks(token.children ?? []);
  return rendering.html(title).trim();
}

/** The settled words of a speaker line: handles marked, the sites it names linked. */
export function byHtml(rendering: Rendering, line: Fragment, talk: Talk): string {
  linkSites(line.tokens, talk);
  markAddresses(line.tokens);
  return rendering.html(line).trim();
}

/** Links the sites a speaker line names without a scheme. */
export function linkSites(tokens: readonly Token[], talk: Talk): void {
  const sites = talk.speakers.flatMap(({ site }) => (site !== null && NAKED_DOMAIN.test(site) ? [site] : []));
  if (sites.length === 0) return;
  for (const token of tokens) token.children = token.children?.flatMap((child) => withSites(child, sites)) ?? null;
}

/** A link that says where it leads is not told so again on paper. */
function markAddresses(tokens: readonly Token[]): void {
  for (const { children } of tokens) {
    for (const [at, link] of (children ?? []).entries()) {
      if (link.type !== "link_open") continue;
      const end = children?.findIndex(({ type }, below) => type === "link_close" && below > at) ?? -1;
      const said = bare(wordsOf(children?.slice(at, end) ?? []));
      if (said === bare(String(link.attrGet("href")))) link.attrJoin("class", "is-address");
    }
  }
}

function bare(address: string): string {
  return address
    .replace(/^https?:\/\//i, "")
    .replace(/\/$/, "")
    .toLowerCase();
}

function withoutLinks(tokens: readonly Token[]): Token[] {
  const kept = tokens.filter(({ type }) => !/^(?:link_open|link_close|html_inline|footnote)$/.test(type));
  for (const token of kept) {
    if (!/^(?:image|hardbreak|softbreak)$/.test(token.type)) continue;
    token.content = wordsOf([token]);
    token.type = "text";
  }
  return kept;
}

/** The text as it is, or cut around the first site in it. */
function withSites(token: Token, sites: readonly string[]): Token[] {
  const site = token.type === "text" ? sites.find((name) => isWordIn(token.content, name)) : undefined;
  if (site === undefined) return [token];
  const at = token.content.indexOf(site);
  const open = newToken("link_open", "a", 1);
  open.attrSet("href", `https://${site}`);
  const link = [open, textToken(site), newToken("link_close", "a", -1)];
  const after = textToken(token.content.slice(at + site.length));
  return [textToken(token.content.slice(0, at)), ...link, ...withSites(after, sites)];
}

function isWordIn(text: string, site: string): boolean {
  const at = text.indexOf(site);
  const around = [text[at - 1], text[at + site.length]];
  return at >= 0 && around.every((character) => character === undefined || /[\s,;()[\]]/.test(character));
}

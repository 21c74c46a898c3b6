/**
 * The wiki's navigation, as `navigation.md` at the root writes it:
 *
 *     # Brand
 *     [About](about.md)
 *     [Events]()
 *       * # 2016
 *       * [DockerCon](events/2016/06/dockercon16.md)
 *       - - - -
 *       * [All](events/index.md)
 *
 * A link is an entry; a link to nothing is a menu of the lists below it, where headings name groups and rules divide.
 */
import type { Token } from "markdown-it";
import { newRendering } from "./previews.ts";
import type { RenderContext } from "./scope.ts";
import { linkTarget } from "./targets.ts";
import { wordsOf } from "./tokens.ts";

export interface NavigationLink {
  readonly kind: "link";
  /** Plain text. */
  readonly title: string;
  /** From the site's root, or elsewhere; harmless. */
  readonly href: string;
}

export type MenuItem =
  | NavigationLink
  | { readonly kind: "group"; readonly title: string }
  | { readonly kind: "divider" };

export interface Menu {
  readonly kind: "menu";
  readonly title: string;
  /** Top to bottom; lists within lists are one list. */
  readonly items: readonly MenuItem[];
}

export interface Navigation {
  /** The first heading of level 1; null where there is none. */
  readonly brand: string | null;
  readonly entries: readonly (NavigationLink | Menu)[];
}

/** A menu that may still get items. */
interface OpenMenu extends Menu {
  readonly items: MenuItem[];
}

/** A link as it is written. `href` is "" for a menu's title, null where it may lead nowhere. */
interface WrittenLink {
  readonly title: string;
  readonly href: string | null;
}

/** Every text is a navigation; what it does not know in it shows nothing. */
export function navigationOf(text: string, context: RenderContext): Navigation {
  const rendering = newRendering(context, false);
  const { tokens } = rendering.add(text, { floor: 1, rank: 1 });
  rendering.settle();
  let brand: string | null = null;
  const entries: (NavigationLink | OpenMenu)[] = [];
  for (const [at, token] of tokens.entries()) {
    const last = entries.at(-1);
    const menu = last?.kind === "menu" ? last.items : null;
    if (token.type === "hr") menu?.push({ kind: "divider" });
    if (token.type !== "inline") continue;
    const heading = headingOf(tokens, at);
    if (token.level > 1) menu?.push(...itemsIn(token, heading, context));
    else if (heading?.level === 1) brand ??= heading.title;
    else if (heading === null) entries.push(...entriesIn(token, context));
  }
  return { brand, entries };
}

function headingOf(tokens: readonly Token[], at: number): { readonly level: number; readonly title: string } | null {
  const opener = tokens[at - 1];
  if (opener?.type !== "heading_open") return null;
  return { level: Number(opener.tag.slice(1)), title: wordsOf(tokens[at]?.children ?? []).trim() };
}

function itemsIn(words: Token, heading: { readonly title: string } | null, context: RenderContext): MenuItem[] {
  if (heading !== null) return [{ kind: "group", title: heading.title }];
  return linksIn(words.children ?? [], context).flatMap(entryOf);
}

function entriesIn(words: Token, context: RenderContext): (NavigationLink | OpenMenu)[] {
  return linksIn(words.children ?? [], context).flatMap((link): (NavigationLink | OpenMenu)[] =>
    link.href === "" ? [{ kind: "menu", title: link.title, items: [] }] : entryOf(link),
  );
}

function entryOf({ title, href }: WrittenLink): NavigationLink[] {
  return href === null || href === "" || title === "" ? [] : [{ kind: "link", title, href }];
}

function linksIn(words: readonly Token[], { path }: RenderContext): WrittenLink[] {
  const links: WrittenLink[] = [];
  for (let at = 0; at < words.length; at++) {
    const link = words[at];
    if (link?.type !== "link_open") continue;
    let end = at + 1;
    while (end < words.length && words[end]?.type !== "link_close") end++;
    const href = String(link.attrGet("href") ?? "");
    const title = wordsOf(words.slice(at + 1, end)).trim();
    links.push({ title, href: href === "" ? "" : linkTarget(path, href) });
    at = end;
  }
  return links;
}

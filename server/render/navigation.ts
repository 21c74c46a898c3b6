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
import { wordsOf } from "./core-rules.ts";
import { newRendering } from "./previews.ts";
import type { RenderContext } from "./scope.ts";
import { linkTarget } from "./targets.ts";

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
  const entries: (NavigationLink | { kind: "menu"; title: string; items: MenuItem[] })[] = [];
  for (const [at, token] of tokens.entries()) {
    const opener = tokens[at - 1];
    const last = entries.at(-1);
    const items = last?.kind === "menu" ? last.items : null;
    if (token.type === "hr") items?.push({ kind: "divider" });
    if (token.type !== "inline" || opener === undefined) continue;
    const links = linksIn(token.children ?? [], context);
    if (opener.type === "heading_open") {
      const title = wordsOf(token.children ?? []).trim();
      if (token.level > 1) items?.push({ kind: "group", title });
      else if (opener.tag === "h1") brand ??= title;
    } else if (token.level > 1) {
      items?.push(...links.flatMap(entryOf));
    } else {
      for (const link of links) entries.push(...(link.href === "" ? [newMenu(link.title)] : entryOf(link)));
    }
  }
  return { brand, entries };
}

function newMenu(title: string): { kind: "menu"; title: string; items: MenuItem[] } {
  return { kind: "menu", title, items: [] };
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

/**
 * What a slide may say about itself in comments, as reveal.js reads them: `<!-- .slide: class="center"
 * data-background="#204060" -->` and `<!-- .element: class="fragment" -->`. Classes and backgrounds, nothing else.
 */
import type { Token } from "markdown-it";
import type { PagePath } from "../text/page-path.ts";
import { pictureTarget } from "./targets.ts";

/**
 * What goes on the slide's `section`, by attribute name: `class`, `data-background-color` (`#204060`, `navy`),
 * `data-background-image` (an address, from the site's root). What is not set, or not allowed, is not there.
 */
export type SlideAttributes = Readonly<Record<string, string>>;

/** Classes of reveal.js an element may have. */
export const ELEMENT_CLASS =
  /^(?:fragment|grow|shrink|strike|semi-fade-out|current-visible|fade-(?:in|out|up|down|left|right|in-then-out|in-then-semi-out)|highlight-(?:current-)?(?:red|green|blue)|r-(?:fit-text|stretch|frame|stack))$/;

const SLIDE_CLASS = /^(?:center|has-dark-background|has-light-background)$/;

const COMMENT = /^\s*<!--\s*\.(slide|element):(.*?)-->\s*$/s;
const ATTRIBUTE = /([a-z][a-z-]{0,40})\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"']+))/gi;
const COLOUR = /^(?:#[0-9a-f]{3,8}|[a-z]{3,24})$/i;

/** What the comments among the slide's tokens set; later ones win. */
export function slideAttributes(tokens: readonly Token[], page: PagePath): SlideAttributes {
  const set = new Map<string, string>();
  for (const token of tokens.flatMap((block) => (block.type === "inline" ? (block.children ?? []) : [block]))) {
    if (token.type !== "html_inline" && token.type !== "html_block") continue;
    for (const [name, value] of attributesIn(token.content, "slide")) set.set(name, value);
  }
  const background = set.get("data-background") ?? "";
  const colour = set.get("data-background-color") ?? background;
  const picture = set.get("data-background-image") ?? background;
  const found = {
    class: allowed(set.get("class") ?? "", SLIDE_CLASS),
    "data-background-color": COLOUR.test(colour) ? colour : null,
    "data-background-image": COLOUR.test(picture) ? null : pictureTarget(page, picture),
  };
  return Object.fromEntries(Object.entries(found).flatMap(([name, value]) => (value === null ? [] : [[name, value]])));
}

/** Moves the classes that `.element:` comments name to what stands before them: a picture, else the block around. */
export function placeElements(tokens: readonly Token[]): void {
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at];
    if (token?.type === "html_block") addClass(token.content, openerBefore(tokens, at));
    if (token?.type === "inline") placeInline(tokens, at, token.children ?? []);
  }
}

function placeInline(tokens: readonly Token[], at: number, children: readonly Token[]): void {
  let before: Token | null = null;
  for (const child of children) {
    if (child.type === "html_inline") addClass(child.content, before ?? blockAround(tokens, at));
    else if (child.type === "image") before = child;
    else if (child.type !== "text" || child.content.trim() !== "") before = null;
  }
}

function addClass(comment: string, target: Token | null): void {
  for (const [name, value] of attributesIn(comment, "element")) {
    const classes = name === "class" ? allowed(value, ELEMENT_CLASS) : null;
    if (classes !== null) target?.attrJoin("class", classes);
  }
}

/** The element a paragraph's words belong to: in a tight list that is the item. */
function blockAround(tokens: readonly Token[], at: number): Token | null {
  const opener = tokens[at - 1];
  if (opener === undefined || opener.nesting !== 1) return null;
  return opener.hidden ? (tokens[at - 2] ?? null) : opener;
}

/** The opening token of the block that ends right before the index. */
function openerBefore(tokens: readonly Token[], at: number): Token | null {
  const level = tokens[at]?.level;
  for (let before = at - 1; before >= 0; before--) {
    const token = tokens[before];
    if (token?.level === level)
      return token?.nesting === 1 ? token : token?.nesting === -1 ? openerOf(tokens, before) : null;
  }
  return null;
}

function openerOf(tokens: readonly Token[], close: number): Token | null {
  const { level } = tokens[close] ?? {};
  let at = close - 1;
  while (at >= 0 && !(tokens[at]?.level === level && tokens[at]?.nesting === 1)) at--;
  return tokens[at] ?? null;
}

function* attributesIn(comment: string, kind: "slide" | "element"): Generator<[name: string, value: string]> {
  const match = comment.includes(`.${kind}:`) ? COMMENT.exec(comment) : null;
  if (match?.[1] !== kind) return;
  for (const [, name = "", double, single, bare] of (match[2] ?? "").matchAll(ATTRIBUTE)) {
    yield [name.toLowerCase(), double ?? single ?? bare ?? ""];
  }
}

function allowed(classes: string, list: RegExp): string | null {
  return (
    classes
      .split(/\s+/)
      .filter((name) => list.test(name))
      .join(" ") || null
  );
}

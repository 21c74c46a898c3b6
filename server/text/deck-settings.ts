/** How a page wants to be cut into slides, by its front matter. */
import type { FrontMatter } from "./front-matter.ts";

/** Where a deck is cut. */
export type Cut =
  /** At runs of blank lines. */
  | { readonly by: "blank lines" }
  /** At titles: the first two levels begin a column, the third a slide below. */
  | { readonly by: "headings" }
  /** At lines that hold nothing but a separator; null where there is none for slides below. */
  | { readonly by: "separators"; readonly right: string; readonly below: string | null };

/** Asked for by an address or by the front matter. */
export const AT_HEADINGS: Cut = { by: "headings" };

/** What other tools' decks are cut with. */
export const RULES: Cut = { by: "separators", right: "---", below: "----" };

/**
 * What the front matter says (`cut: headings`, `slides: {separator: ---}`, in one line or indented below); null where it
 * says nothing. A separator of `---` brings `----` for slides below unless `vertical` names another.
 */
export function cutOf(text: string, frontMatter: FrontMatter | null): Cut | null {
  if (frontMatter === null) return null;
  const { slides = "", cut = "" } = frontMatter.settings;
  const block = text.slice(frontMatter.from, frontMatter.to);
  const nested = slides === "" ? (/^slides:[ \t]*\n((?:[ \t]+.*\n)*)/m.exec(block)?.[1] ?? "") : slides;
  const right = settingIn(nested, "separator");
  if (right !== null) {
    return { by: "separators", right, below: settingIn(nested, "vertical") ?? (right === "---" ? "----" : null) };
  }
  const by = settingIn(nested, "cut") ?? cut;
  if (by === "headings") return AT_HEADINGS;
  return by === "blank lines" || by === "blank" ? { by: "blank lines" } : null;
}

/** A key's value within `{…}` or indented lines, quotes taken off. */
function settingIn(nested: string, key: string): string | null {
  const found = new RegExp(`(?:^|[{,\\n])[ \\t]*${key}:[ \\t]*(?:"([^"\\n]+)"|'([^'\\n]+)'|([^\\s,{}"']+))`).exec(
    nested,
  );
  return found?.[1]?.trim() || found?.[2]?.trim() || found?.[3] || null;
}

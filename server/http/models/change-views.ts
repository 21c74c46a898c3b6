import { commitAddress, diffAddress } from "./addresses.ts";
import { type ChangeParts, isRenderable } from "./change-parts.ts";
import { lookQuery, type View } from "./look.ts";

/** One of the ways to look at a change. */
export interface ViewModel {
  readonly view: View;
  readonly href: string;
  readonly title: string;
  /** The key that leads there. */
  readonly key: string;
  readonly chosen: boolean;
}

/** A link that shows the same change otherwise. */
export interface OtherLook {
  readonly href: string;
  readonly title: string;
}

/** Side by side, in one column and, for a page, as rendered. */
export function viewsOf(parts: ChangeParts): readonly ViewModel[] {
  const { look, address } = parts;
  const views: readonly (readonly [View, string, string])[] = [
    ["side", "Side by side", "s"],
    ["unified", "One column", "u"],
    ...(isRenderable(parts) ? ([["page", "As read", "r"]] as const) : []),
  ];
  return views.map(([view, title, key]) => ({
    view,
    title,
    key,
    href: address({ ...look, view }),
    chosen: view === look.view,
  }));
}

/** The way to hide changes of white space, or to show them. */
export function spaceOf({ look, address }: ChangeParts): OtherLook | null {
  if (look.view === "page") return null;
  const title = look.hideSpace ? "Show changes of space" : "Hide changes of space";
  return { href: address({ ...look, hideSpace: !look.hideSpace, opened: [] }), title };
}

/** The way to all lines, or back to what changed; null where that is the same. */
export function foldOf({ look, address }: ChangeParts, folded: boolean): OtherLook | null {
  if (look.whole) return { href: address({ ...look, whole: false }), title: "Only what changed" };
  return folded ? { href: address({ ...look, whole: true }), title: "All lines" } : null;
}

/** A diff's address, looked at in any way. @param from "" where there was nothing before. */
export function diffAddresses(path: string, from: string, to: string): ChangeParts["address"] {
  return (look) => diffAddress(path, { from, to }, lookQuery(look));
}

/** A commit's address, looked at in any way. */
export function commitAddresses(commit: string, alone: boolean): ChangeParts["address"] {
  return (look) => commitAddress(commit, { alone, look: lookQuery(look) });
}

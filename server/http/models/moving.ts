import { parseEvent } from "../../text/event.ts";
import { pageAddress } from "../../text/page-path.ts";
import type { Page } from "../../wiki/wiki.ts";
import { deleteAddress, moveAddress } from "./addresses.ts";
import { type Crumb, crumbsOf } from "./crumbs.ts";

/** Where a page is given another path, or taken away. */
export interface MovingModel {
  readonly title: string;
  readonly crumbs: readonly Crumb[];
  readonly heading: string;
  /** The page itself. */
  readonly back: string;
  /** Take `to`, and nothing. */
  readonly move: string;
  readonly remove: string;
  /** What stands in the field: a path, without ".md" at first. */
  readonly to: string;
  /** Why the form came back, one sentence without its full stop; "" where it did not. */
  readonly error: string;
  /** The page that is at the path already; null where that is not the trouble. */
  readonly existing: string | null;
}

/** What was typed, and why it was refused. */
export interface RefusedMove {
  readonly to: string;
  readonly reason: string;
  readonly existing: string | null;
}

/** @param refused null for a form that nobody has sent yet. */
export function movingModel({ path, text }: Pick<Page, "path" | "text">, refused: RefusedMove | null): MovingModel {
  const name = parseEvent(text).title || path;
  return {
    title: `Move or delete ${name}`,
    crumbs: crumbsOf(path, pageAddress(path)),
    heading: `Move ${name}`,
    back: pageAddress(path),
    move: moveAddress(path),
    remove: deleteAddress(path),
    to: refused?.to ?? path.replace(/\.md$/, ""),
    error: refused?.reason ?? "",
    existing: refused?.existing ?? null,
  };
}

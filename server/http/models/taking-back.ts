import type { PagePath } from "../../text/page-path.ts";
import type { Oid } from "../../wiki/ports.ts";
import { restoreAddress, undoAddress } from "./addresses.ts";

/** What can be done about a save of a page that is there: a form each, which makes one commit. */
export interface TakingBack {
  /** Takes out what it changed; null where it began the page, or took it away. */
  readonly undo: { readonly action: string; readonly commit: Oid } | null;
  /** Makes the page read as it did after it; null where it does, or where there was none. */
  readonly restore: { readonly action: string; readonly rev: Oid } | null;
}

/** A file's part of a save, by its bytes. */
export interface SavedBytes {
  readonly path: string;
  /** The newest commit of the save. */
  readonly commit: Oid;
  /** Null where the save made the file. */
  readonly before: Oid | null;
  /** Null where the save took it away. */
  readonly after: Oid | null;
}

/**
 * Null where nothing can be done.
 *
 * @param now the page's newest bytes; null where there is no page at that path, or none that can be written.
 */
export function takingBack({ path, commit, before, after }: SavedBytes, now: Oid | null): TakingBack | null {
  if (now === null || after === null) return null;
  const undo = before === null ? null : { action: undoAddress(path), commit };
  const restore = after === now ? null : { action: restoreAddress(path as PagePath), rev: commit };
  return undo === null && restore === null ? null : { undo, restore };
}

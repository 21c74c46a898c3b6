import { type PagePath, parsePagePath } from "../text/page-path.ts";
import { type Move, mayLinkTo, relink } from "../text/relink.ts";
import { bytesOf, pageFileAt } from "./page-file.ts";
import type { Oid, Trees } from "./ports.ts";

/** The links of the wiki, when a page is given another path. */
export interface Relinking {
  /**
   * Pages of a commit that read otherwise once the page has moved: path -> new bytes, the moved page's own under its old path.
   * The first call reads every page of the wiki, a later one only those that have changed since.
   */
  pages(at: Oid): Promise<ReadonlyMap<PagePath, Uint8Array>>;
}

/** Pages that are read at the same time. */
const AT_ONCE = 64;

export function createRelinking(trees: Trees, move: Move): Relinking {
  /** Versions of pages without a link to it, and where the page was that had it: relative links lead elsewhere from there. */
  const without = new Set<string>();

  async function relinked(at: Oid, path: PagePath, blob: Oid): Promise<Uint8Array | null> {
    if (without.has(`${blob} ${path}`)) return null;
    const file = await pageFileAt(trees, at, path);
    if (file?.utf8 && (path === move.from || mayLinkTo(file.text, move.from))) {
      const text = relink(file.text, path, move);
      if (text !== file.text) return bytesOf(text, file);
    }
    without.add(`${blob} ${path}`);
    return null;
  }

  return {
    async pages(at) {
      const found = new Map<PagePath, Uint8Array>();
      const pages = [...(await trees.files(at))].flatMap(([name, blob]) => {
        const path = parsePagePath(name);
        return path === name ? [{ path, blob }] : [];
      });
      for (let from = 0; from < pages.length; from += AT_ONCE) {
        const some = pages.slice(from, from + AT_ONCE);
        const all = await Promise.all(
          some.map(async ({ path, blob }) => [path, await relinked(at, path, blob)] as const),
        );
        for (const [path, bytes] of all) if (bytes) found.set(path, bytes);
      }
      return found;
    },
  };
}

import { type Chain, chainsOf } from "./chains.ts";
import type { Log, Oid } from "./ports.ts";
import type { Trail } from "./trail.ts";

/** A save's commits, and the path under which it is told. */
export interface PageChain {
  readonly chain: Chain;
  readonly path: string;
  /** The path that the save took the page from; null where it was here already, or came from nowhere. */
  readonly from: string | null;
}

/** A page's saves, newest first, read as far as they are asked for; they go on under the path it had before it was moved. */
export type PageChains = (
  query: { readonly path: string; readonly before?: Oid | undefined },
  atOnce: number,
) => AsyncGenerator<PageChain>;

export function createPageChains({ log, trail }: { readonly log: Log; readonly trail: Trail }): PageChains {
  return async function* chains(query, atOnce) {
    let { before } = query;
    let at: string | null = before === undefined ? query.path : await trail.at(query.path, before);
    while (at !== null) {
      const path: string = at;
      at = null;
      for await (const chain of chainsOf(log, { path, ...(before !== undefined && { before }) }, atOnce)) {
        at = await trail.origin(chain[0], path);
        yield { chain, path, from: at };
        if (at === null) continue;
        before = chain[0].oid;
        break;
      }
    }
  };
}

/** The file's bytes before a save and after it; null where there was no file. Before a move those it had at the path it came from. */
export function bytesIn({ chain, path, from }: PageChain): { readonly before: Oid | null; readonly after: Oid | null } {
  const changes = chain.flatMap((commit) => commit.changes.filter((change) => change.path === path));
  const moved = from === null ? null : chain[0].changes.find((change) => change.path === from)?.before;
  return { before: moved ?? changes.at(-1)?.before ?? null, after: changes[0]?.after ?? null };
}

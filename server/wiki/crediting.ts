import { MOST_AUTHORS } from "./drafts.ts";
import type { Credits } from "./looking-back.ts";
import type { Log, Oid } from "./ports.ts";
import type { Trail } from "./trail.ts";

/** How many people made a page, in how many saves, under every name that it had. */
export type Crediting = (path: string, most: number) => Promise<Credits>;

/** Reads no texts, and once the history is indexed no commits either, but for those that brought the page. */
export function createCrediting({ log, trail }: { readonly log: Log; readonly trail: Trail }): Crediting {
  return async (path, most) => {
    const people = new Set<string>();
    let saves = 0;
    let before: Oid | undefined;
    for (let at: string | null = path; at !== null; ) {
      const named: string = at;
      at = null;
      const limit = MOST_AUTHORS * (most - saves) + 1;
      const outlines = await log.outlines({ path: named, limit, ...(before !== undefined && { before }) });
      /** Commits that the save, so far, is made of. */
      let length = 0;
      for (const one of outlines) {
        if (length === 0 && saves === most) return { people: people.size, saves, more: true };
        if (length === 0) saves += 1;
        for (const name of one.people) people.add(name);
        length = one.goesOn && length + 1 < MOST_AUTHORS ? length + 1 : 0;
        at = one.before === null ? await cameFrom(one.oid, named) : null;
        if (at === null) continue;
        before = one.oid;
        break;
      }
    }
    return { people: people.size, saves, more: false };
  };

  async function cameFrom(oid: Oid, path: string): Promise<string | null> {
    const commit = await log.find(oid);
    return commit && trail.origin(commit, path);
  }
}

import type { Git } from "./process.ts";

/** What git takes as a number. */
const MOST = 2 ** 31 - 1;

/**
 * The names of the commits below one commit that touch one path (all without one), newest first in git's own order,
 * known as far as somebody has asked. Clean merges that brought the path in are among them.
 */
export interface Walk {
  readonly head: string;
  /** The first `count` names, or all there are. The same array grows with later calls: it is not to be changed. */
  names(count: number): Promise<readonly string[]>;
  /** What is known without asking git. */
  readonly known: { readonly names: readonly string[]; readonly whole: boolean };
}

/** @param known the beginning of the list, and whether it is all of it. */
export function createWalk(
  git: Git,
  query: { readonly head: string; readonly path: string | undefined },
  known: { readonly names: readonly string[]; readonly whole: boolean } = { names: [], whole: false },
): Walk {
  const names = [...known.names];
  let whole = known.whole;
  let growing: Promise<void> = Promise.resolve();

  async function grow(count: number): Promise<void> {
    if (whole || names.length >= count) return;
    // At least as many again, so that somebody who pages on to the end makes git walk a few times and not a thousand.
    const more = Math.min(Math.max(count - names.length, names.length), MOST);
    const found = await walkOn(git, query, names.length, more);
    names.push(...found);
    whole = found.length < more;
  }

  return {
    head: query.head,
    get known() {
      return { names, whole };
    },
    async names(count) {
      const mine = growing.then(() => grow(count));
      growing = mine.catch(() => {});
      await mine;
      return names;
    },
  };
}

async function walkOn(
  git: Git,
  { head, path }: { readonly head: string; readonly path: string | undefined },
  skip: number,
  count: number,
): Promise<string[]> {
  const range = [`--skip=${skip}`, `--max-count=${count}`, head];
  // All sides of every merge: what a branch brought belongs to the page's history.
  const only = path === undefined ? [] : ["--full-history", "--", `:(top,literal)${path}`];
  const out = await git.run(["rev-list", ...range, ...only]);
  return out.toString("latin1").split("\n").filter(Boolean);
}

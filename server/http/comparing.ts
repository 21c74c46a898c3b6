import type { PageDiff } from "../render/page-diff.ts";
import { createThread } from "../render/press-thread.ts";
import { type Compared, type Comparison, compared } from "./models/compared.ts";
import type { DiffWish, FileDiff } from "./models/diff.ts";

/** Compares where it holds nobody up. Null for what would take too long, or has to wait too long for its turn. */
export interface Comparing {
  lines(before: string | null, after: string | null, wish: DiffWish): Promise<FileDiff | null>;
  /** @param before safe, balanced HTML, as `after`. */
  pages(before: string, after: string): Promise<PageDiff | null>;
}

/** Characters of both sides up to which they are compared at once: some tens of milliseconds at the worst. */
const LIGHT = 24_000;

const LIMITS = { longestMs: 3000, waiting: 16 };

/** @param program absolute path of the built `comparing-worker.js`. */
export function createComparing(program: string): Comparing {
  const inThread = createThread<Comparison, Compared>(program, LIMITS);

  async function compare(work: Comparison): Promise<Compared | null> {
    if ((work.before ?? "").length + (work.after ?? "").length <= LIGHT) return compared(work);
    const outcome = await inThread(work);
    return outcome.kind === "done" ? outcome.html : null;
  }

  return {
    lines: async (before, after, wish) => (await compare({ kind: "lines", before, after, wish })) as FileDiff | null,
    pages: async (before, after) => (await compare({ kind: "page", before, after })) as PageDiff | null,
  };
}

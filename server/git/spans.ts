import type { Git } from "./process.ts";
import type { LoggedCommit, Tell } from "./told.ts";
import { textOf } from "./trees.ts";

/** Stretches of `main`'s history, as git finds them. As `Log` of the wiki's ports; a process of git's for each question. */
export interface Spans {
  asOf(time: number): Promise<string | null>;
  between(span: {
    readonly from: string | null;
    readonly to: string;
    readonly limit: number;
  }): Promise<readonly LoggedCommit[]>;
}

export function createSpans(git: Git, tell: Tell): Spans {
  async function names(...args: readonly string[]): Promise<string[]> {
    return (await git.run(["rev-list", ...args, "--"])).toString().split("\n").filter(Boolean);
  }

  return {
    async asOf(time) {
      const seconds = Math.max(0, Math.floor(time / 1000));
      const [newest] = await names("--first-parent", "--max-count=1", `--min-age=${seconds}`, "refs/heads/main");
      return newest ?? null;
    },
    async between({ from, to, limit }) {
      const past = from === null ? [] : [`^${from}`];
      const found = await Promise.all((await names("--date-order", `--max-count=${limit}`, to, ...past)).map(tell));
      return found.flatMap((one) => {
        if (!one || (one.commit.parents.length > 1 && one.own.length === 0)) return [];
        return [{ ...one.commit, changes: one.own.map((change) => ({ ...change, path: textOf(change.path) })) }];
      });
    },
  };
}

import { lineHunks } from "../text/diff.ts";
import { linesOf } from "../text/lines.ts";
import type { Join } from "./live-ports.ts";

/** Joins two versions of a file, by the one way of merging there is. @param base null where the file is new on both sides. */
export function joinVersions(join: Join): (base: string | null, first: string, second: string) => string {
  return (base, first, second) => join(base ?? sharedLines(first, second), first, second);
}

/** The lines that both have, in order: two that began a page at once began it with the same heading, more often than not. */
function sharedLines(first: string, second: string): string {
  const lines = linesOf(first).map(({ from, next }) => first.slice(from, next));
  let at = 0;
  const shared: string[] = [];
  for (const { oldFrom, oldTo } of lineHunks(first, second)) {
    shared.push(...lines.slice(at, oldFrom));
    at = oldTo;
  }
  return [...shared, ...lines.slice(at)].join("");
}

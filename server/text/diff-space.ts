/** Two versions of a text without what differs in white space alone. */
import { type Effort, hunksBetween } from "./sequence-diff.ts";

/** The older version as if every change of white space alone had been in it already. */
export interface Quieted {
  readonly lines: readonly string[];
  /** For each line its place in the older text as it was; null for a blank line that came later. */
  readonly places: readonly (number | null)[];
}

/**
 * Lines whose other signs are the same are taken over as they are now, and so are blank lines that came or went. What
 * differs after that differs in more than white space.
 */
export function withoutSpaceChanges(oldLines: readonly string[], newLines: readonly string[], effort: Effort): Quieted {
  const lines: string[] = [];
  const places: (number | null)[] = [];
  let [old, now] = [0, 0];
  const alike = (until: number): void => {
    for (; now < until; now++, old++) {
      lines.push(newLines[now] ?? "");
      places.push(old);
    }
  };
  for (const hunk of hunksBetween(oldLines.map(signsOf), newLines.map(signsOf), effort)) {
    alike(hunk.newFrom);
    const was = oldLines.slice(hunk.oldFrom, hunk.oldTo);
    const is = newLines.slice(hunk.newFrom, hunk.newTo);
    const blank = [...was, ...is].every((line) => signsOf(line) === "");
    for (const line of blank ? is : was) lines.push(line);
    for (let at = 0; at < (blank ? is : was).length; at++)
      places.push(blank && at >= was.length ? null : hunk.oldFrom + at);
    [old, now] = [hunk.oldTo, hunk.newTo];
  }
  alike(newLines.length);
  return { lines, places };
}

function signsOf(line: string): string {
  return line.replace(/\s+/g, "");
}

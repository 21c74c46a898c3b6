import { type Hunk, lineHunks, shortEffort } from "../text/diff.ts";
import { touchOf } from "../text/event-edit.ts";
import { lineCount } from "../text/lines.ts";
import { samePerson } from "./credits.ts";
import type { Mark, Told } from "./looking-back.ts";
import type { Commit, Person } from "./ports.ts";

/** Tells what lies between two texts of a file. Time is bounded whatever they are. */
export function tell(path: string, before: string, after: string): Told {
  const name = path.slice(path.lastIndexOf("/") + 1);
  const hunks = lineHunks(before, after, shortEffort());
  const added = hunks.reduce((sum, hunk) => sum + hunk.newTo - hunk.newFrom, 0);
  const removed = hunks.reduce((sum, hunk) => sum + hunk.oldTo - hunk.oldFrom, 0);
  const marks = marksOf(hunks, lineCount(after));
  if (!path.endsWith(".md")) return { title: name, talks: [], talkSlugs: [], added, removed, marks };
  const { title, talks } = touchOf(before, after);
  return {
    title: title || name.replace(/\.md$/, ""),
    talks: talks.map((talk) => talk.title),
    talkSlugs: talks.map((talk) => talk.slug),
    added,
    removed,
    marks,
  };
}

/** Who wrote some commits, in order of last touch, each once. @param commits newest first. */
export function authorsOf(commits: readonly Commit[]): Person[] {
  const authors: Person[] = [];
  for (const { author, coAuthors } of commits.toReversed()) {
    for (const person of [author, ...coAuthors]) {
      if (!authors.some((other) => samePerson(other, person))) authors.push(person);
    }
  }
  return authors;
}

/** Where on the page, its first line at 0 and its end at 1: additions on the new page, removals where they were in it. */
function marksOf(hunks: readonly Hunk[], lineCount: number): Mark[] {
  const lines = Math.max(1, lineCount);
  const marks: Mark[] = [];
  for (const hunk of hunks) {
    const at = hunk.newFrom / lines;
    if (hunk.newTo > hunk.newFrom) marks.push({ kind: "add", from: at, to: hunk.newTo / lines });
    if (hunk.oldTo > hunk.oldFrom) {
      marks.push({ kind: "del", from: at, to: Math.min(1, at + (hunk.oldTo - hunk.oldFrom) / lines) });
    }
  }
  return marks;
}

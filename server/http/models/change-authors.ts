import type { Commit } from "../../wiki/ports.ts";
import { commitAddress } from "./addresses.ts";
import { type Faces, facesOf } from "./people.ts";
import { countedInWords, listed } from "./words.ts";

/** A save of several people, whole or a part of it. */
export interface SaveOfSeveral {
  /** One for each author, oldest first. */
  readonly commits: readonly Commit[];
  /** Only one of them is shown. */
  readonly part: boolean;
}

/** One author's commit of a save. */
export interface StepModel {
  readonly who: string;
  readonly href: string;
  /** Short id. */
  readonly commit: string;
}

/** Where one commit of a save belongs. */
export interface PartOfSave {
  /** "One of three commits of a save by …" */
  readonly words: string;
  /** The whole save. */
  readonly href: string;
}

/** Who made what is shown: one commit, or the save that goes by it. */
export function authorsOf(commit: Commit, save: SaveOfSeveral | null): Faces {
  return facesOf(namesOf(save === null || save.part ? [commit] : save.commits));
}

/** Each author's own commit; none where one of them is shown. */
export function stepsOf({ commits, part }: SaveOfSeveral): readonly StepModel[] {
  if (part) return [];
  return commits.map((commit) => ({
    who: listed(facesOf(namesOf([commit])).faces.map((face) => face.short)),
    // The last one's own address is that of the whole save.
    href: commitAddress(commit.oid, { alone: commit === commits.at(-1) }),
    commit: commit.oid.slice(0, 7),
  }));
}

/** Null where the whole save is shown. */
export function partOf({ commits, part }: SaveOfSeveral): PartOfSave | null {
  const last = commits.at(-1);
  if (!part || last === undefined) return null;
  const people = facesOf(namesOf(commits)).faces.map((face) => face.name);
  const words = `One of ${countedInWords(commits.length, "commit")} of a save by ${listed(people)}.`;
  return { words, href: commitAddress(last.oid) };
}

function namesOf(commits: readonly Commit[]): readonly string[] {
  return commits.flatMap(({ author, coAuthors }) => [author, ...coAuthors].map((person) => person.name));
}

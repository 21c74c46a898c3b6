/** What the wiki tells of its past. */
import type { PagePath } from "../text/page-path.ts";
import type { Oid, Person } from "./ports.ts";

/** Where a save changed a page, in fractions of its length from 0 to 1. */
export interface Mark {
  readonly kind: "add" | "del";
  readonly from: number;
  readonly to: number;
}

/** One page's part of one save: of one commit, or of several where several people typed. */
export interface Save {
  /** The newest of its commits, by which the save goes. */
  readonly commit: Oid;
  /** What the save was made on top of; null for the first commit of all. */
  readonly parent: Oid | null;
  readonly path: string;
  /** The file's bytes before it, null where it made the file; and after it, null where it took the file away. */
  readonly before: Oid | null;
  readonly after: Oid | null;
  /** The page's title then. */
  readonly title: string;
  readonly authors: readonly Person[];
  /** Milliseconds since the epoch. */
  readonly date: number;
  readonly message: string;
  /** Titles of the talks it touched, in page order. */
  readonly talks: readonly string[];
  /** Their slugs, in the same order. */
  readonly talkSlugs: readonly string[];
  /** Lines added and removed. */
  readonly added: number;
  readonly removed: number;
  readonly marks: readonly Mark[];
  /** In the history of one talk: what that was then. */
  readonly talk?: TalkThen;
}

/** A talk after a save that touched it; before it where the save took it away. */
export interface TalkThen {
  readonly slug: string;
  /** Its title, where it has another one now; else null. */
  readonly called: string | null;
  /** The title that it had until this save, which gave it another one; else null. */
  readonly until: string | null;
}

/** A save without what it did to the page. */
export type SaveName = Pick<Save, "commit" | "parent" | "path" | "date">;

/** How many people made a page, in how many saves. */
export interface Credits {
  readonly people: number;
  readonly saves: number;
  /** There are older saves, which were not counted. */
  readonly more: boolean;
}

export interface SavesQuery {
  readonly path?: PagePath;
  /** Only saves that touched the talk that has this slug, under every title it had; needs `path`. */
  readonly talk?: string;
  /** Only saves older than the one that this commit is part of. */
  readonly before?: Oid;
  readonly limit: number;
}

export interface Saves {
  readonly saves: readonly Save[];
  /** Give it as `before` for the next part; null where the list ends. */
  readonly next: Oid | null;
}

/** What became of a file, in the words of the wiki. */
export type Told = Pick<Save, "title" | "talks" | "talkSlugs" | "added" | "removed" | "marks">;

export interface MentionsQuery {
  readonly path: string;
  /** Case does not count, nor how a letter's accents are put together. Not empty. */
  readonly word: string;
  /** Only saves older than the one that this commit is part of. */
  readonly before?: Oid;
  readonly limit: number;
}

/** A save after which a page has a word more often than before, or less often. */
export interface Mention {
  readonly save: Save;
  /** How often the word stood in the page before it. */
  readonly before: number;
  readonly after: number;
}

export interface Mentions {
  /** Newest first. */
  readonly mentions: readonly Mention[];
  /** Give it as `before` for the next part; null where the list ends. */
  readonly next: Oid | null;
  /** Saves that were looked through. */
  readonly searched: number;
}

export interface SinceQuery {
  /** The last commit before the span; null for one that begins with the wiki. */
  readonly from: Oid | null;
  /** The last commit of the span. */
  readonly to: Oid;
  /** Files to leave out, those that changed last. */
  readonly skip: number;
  readonly limit: number;
}

/** What became of a file over a span. `passing`: it was made and taken away again. `same`: it reads as it did. */
export type Fate = "changed" | "new" | "moved" | "deleted" | "passing" | "same";

/** One file's part of a span. What differs is told from its beginning to its end. */
export interface FileSince extends Told {
  readonly path: string;
  /** The path that it had at the beginning; null where it was not there. */
  readonly was: string | null;
  readonly fate: Fate;
  /** The newest commit that touched it. */
  readonly commit: Oid;
  /** Of that commit, ms since the epoch. */
  readonly date: number;
  readonly saves: number;
  /** In order of last touch. */
  readonly authors: readonly Person[];
}

/** What changed in the wiki between two commits. */
export interface Since {
  /** Those that changed last come first. */
  readonly files: readonly FileSince[];
  /** Files in all, and saves, and who made them. */
  readonly count: number;
  readonly saves: number;
  readonly authors: readonly Person[];
  /** Files that differ and are not among these: they changed before the commits that are told of. */
  readonly untold: number;
}

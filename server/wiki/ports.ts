/**
 * What the wiki's rules need of a repository and a clock, declared here so that the rules import nobody. `git/` fits it by
 * shape, as `docs/` does `live-ports.ts`; `server.ts` plugs them in.
 */

/** The id of a commit or blob: 40 lower-case hex digits. */
export type Oid = string;

/** Who wrote something, as git writes it down. */
export interface Person {
  readonly name: string;
  readonly email: string;
}

export interface Trees {
  /** The commit `main` points to; null only in a repository without any commit. */
  head(): Promise<Oid | null>;
  /** Every file of a commit: path -> blob. Kept for the newest commits; one tree walk otherwise. Throws `not-found` for an unknown commit. */
  files(at: Oid): Promise<ReadonlyMap<string, Oid>>;
  /** A blob's bytes. Throws `not-found` for an id that is no blob here. */
  blob(oid: Oid): Promise<Uint8Array>;
  /** The full id for a commit's name as people give it (4 to 40 hex digits), or null where it names no commit of `main`'s past. */
  resolve(name: string): Promise<Oid | null>;
}

export interface Draft {
  /** What changes: path -> new bytes, or null to remove the file. Bytes equal to what is there change nothing. */
  readonly files: ReadonlyMap<string, Uint8Array | null>;
  readonly author: Person;
  /** Credited with Co-authored-by lines, in this order. */
  readonly coAuthors: readonly Person[];
  /** First line the subject. Trailers are added by the repository. */
  readonly message: string;
  /** Set for a save of a live room: what all commits of one save have in common, of letters and digits. */
  readonly saveId?: string;
}

export interface Commits {
  /**
   * One commit on `main`, or a chain of them, alone at a time, durable when the promise resolves. Gives the last.
   *
   * `draft` is asked with the newest commit under the writer lock, and asked again on a newer one when somebody else
   * (a person with a shell on the server) moved `main` in between. Of several drafts each is made on
   * top of the one before, and `main` moves once: nobody ever sees a part of them. Null from it, or a draft that changes
   * no file, makes no commit; where that leaves none, it resolves to null. Throws `cannot-write` where the disk refuses; `main` is then as it was.
   */
  commit(draft: (head: Oid | null) => Promise<Draft | readonly Draft[] | null>): Promise<Oid | null>;
}

/** One commit as history tells it. */
export interface Commit {
  readonly oid: Oid;
  readonly parents: readonly Oid[];
  readonly author: Person;
  readonly coAuthors: readonly Person[];
  /** Author's time, ms since the epoch. */
  readonly date: number;
  /** Subject and body without trailers. */
  readonly message: string;
  /** The same in all commits of one save; null for what was not saved from a live room. */
  readonly saveId: string | null;
  /** Files it changed against its first parent. */
  readonly changes: readonly FileChange[];
}

export interface FileChange {
  readonly path: string;
  /** Null where the file was made by this commit. */
  readonly before: Oid | null;
  /** Null where the file was removed by it. */
  readonly after: Oid | null;
}

/** A commit of a file's history, in short. */
export interface CommitOutline {
  readonly oid: Oid;
  /** Names of who made it, each once. */
  readonly people: readonly string[];
  /** Its only parent is of the same save, and both changed this one file. */
  readonly goesOn: boolean;
  /** The file's bytes before it; null where it was not there. */
  readonly before: Oid | null;
}

export interface Log {
  /** One commit, or null where there is none by that full id. */
  find(oid: Oid): Promise<Commit | null>;
  /**
   * Commits of `main` newest first, at most `limit`, only those that touch `path` where it is given, starting after
   * the commit `before` where it is given. Merges are shown only where they changed something of their own.
   */
  commits(query: { readonly path?: string; readonly before?: Oid; readonly limit: number }): Promise<readonly Commit[]>;
  /**
   * Commits of a file as `commits` has them, in short: much cheaper, and for any number of them. Fewer than there are while the
   * history is first indexed.
   */
  outlines(query: {
    readonly path: string;
    readonly before?: Oid;
    readonly limit: number;
  }): Promise<readonly CommitOutline[]>;
  /** Those of them before which the file was not there, all of them; newest first. */
  arrivals(query: { readonly path: string; readonly before?: Oid }): Promise<readonly Oid[]>;
  /** The commit right on top of this one that has the same Save-Id, or null: the next of a save's chain. */
  nextOfSave(oid: Oid): Promise<Commit | null>;
  /** The newest commit of `main` itself, not of what was merged into it, made at this time or before (ms); null for none. */
  asOf(time: number): Promise<Oid | null>;
  /**
   * Commits in the past of `to`, itself included, and not in that of `from`; newest first, at most `limit`. Null for a
   * `from` before all. Merges as in `commits`, with what they changed of their own.
   */
  between(span: { readonly from: Oid | null; readonly to: Oid; readonly limit: number }): Promise<readonly Commit[]>;
}

/** The version that lines of a file come from. */
export interface LineOrigin {
  readonly commit: Oid;
  /** The file's path at that commit. */
  readonly path: string;
  /** What that version was made on top of, and the file's path there; null where the file was new. */
  readonly previous: { readonly commit: Oid; readonly path: string } | null;
  /** The line was there already then: what is further back was not looked through. */
  readonly older: boolean;
}

export interface BlamedLine {
  /** The same one for all lines of a version. */
  readonly origin: LineOrigin;
  /** Its number in that version, from 1. */
  readonly line: number;
}

export interface Blames {
  /**
   * Where each line of a file at a commit of `main`'s past was written, as git counts lines: by their LF alone. Null where the
   * commit has no such file. Shared: not to be changed.
   */
  blame(path: string, at: Oid): Promise<readonly BlamedLine[] | null>;
}

/** The clock and the timers that a rule waits on; a test brings its own. */
export interface Clock {
  now(): number;
  /** Calls `run` once after `ms`; the returned function calls it off. Does not keep the process alive. */
  after(ms: number, run: () => void): () => void;
}

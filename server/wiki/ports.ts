/**
 * What the wiki's rules need from the outside, declared here so that the rules import nobody. `git/` and `docs/` fit
 * these by shape; `server.ts` plugs them in.
 */

/** The id of a commit or blob: 40 lower-case hex digits. */
export type Oid = string;

/** Who wrote something, as git writes it down. */
export interface Person {
  readonly name: string;
  readonly email: string;
}

// The repository ------------------------------------------------------------------------------------------------

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

export interface Log {
  /** One commit, or null where there is none by that full id. */
  find(oid: Oid): Promise<Commit | null>;
  /**
   * Commits of `main` newest first, at most `limit`, only those that touch `path` where it is given, starting after
   * the commit `before` where it is given. Merges are shown only where they changed something of their own.
   */
  commits(query: { readonly path?: string; readonly before?: Oid; readonly limit: number }): Promise<readonly Commit[]>;
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

// Live documents ------------------------------------------------------------------------------------------------

/** A page's live text at one moment, and what it takes to let go of it once it is committed. */
export interface Capture {
  readonly text: string;
  readonly state: Uint8Array;
  readonly upTo: number;
  /** Who has written since the last save, in order of last touch. */
  readonly authors: readonly Person[];
}

/** An author, and the page once this author's changes are added to those of the authors before. */
export interface Share {
  readonly author: Person;
  readonly text: string;
}

/** A page that is loaded for writing. Between it and git stands one pointer, its base: "this text is that commit's". */
export interface LiveRoom {
  readonly identity: { readonly id: string; readonly path: string };
  readonly name: string;
  text(): string;
  baseText(): string;
  baseCommit(): Oid;
  /** Counts the changes since the room was loaded. */
  revision(): number;
  /** There is text, or the record of a save cut short, that no commit holds yet. */
  unsettled(): boolean;
  /** The page was deleted. What is typed stays in the log; the room may leave memory with it. */
  gone: boolean;
  capture(): Capture;
  /** Notes on disk what is about to be committed. */
  stage(capture: Capture): Promise<void>;
  /**
   * The text with the changes of the capture's first author, of the first two, and so on, one for each; the last text is
   * the capture's. Null where who typed what cannot be told apart. Costs a load of the page.
   */
  shares(capture: Capture): Promise<readonly Share[] | null>;
  /** Makes the commit of `capture` the base, and lets go of what it holds. */
  settle(capture: Capture, commit: Oid): Promise<void>;
  /** A save that a crash cut short: its text, and how to finish it once its commit is found. */
  interrupted(): { readonly text: string; settle(commit: Oid): Promise<void> } | null;
  /** Merges the change from the base's text to `text` into what is being typed. Idempotent. */
  absorb(text: string, commit: Oid): Promise<void>;
}

/** A page's document, whether it is loaded or not. */
export interface LiveDoc {
  readonly id: string;
  /** The room's name, as browsers are given it. */
  readonly name: string;
}

/** What a room's name leads to. */
export type LocatedDoc =
  | { readonly kind: "room"; readonly identity: { readonly id: string } }
  /** The name of an older epoch's room. */
  | { readonly kind: "stale"; readonly identity: { readonly id: string }; readonly epoch: number }
  | { readonly kind: "unknown" };

/** What somebody still has of a past epoch of a page. */
export interface Handover {
  /** Older than the room's. */
  readonly epoch: number;
  /** Their whole Yjs state. */
  readonly state: Uint8Array;
  readonly author: Person;
  /** Largest text there may be, bytes. */
  readonly limit: number;
}

export interface LiveLease {
  readonly room: LiveRoom;
  release(): void;
}

export interface LiveDocs {
  /** The page's document, made from `current` where there is none yet. */
  identify(path: string, current: { readonly text: string; readonly commit: Oid }): Promise<LiveDoc>;
  open(id: string): Promise<LiveLease>;
  /** The page's document, or null where none was made yet. */
  find(path: string): LiveDoc | null;
  locate(name: string): LocatedDoc;
  /** The room if it is in memory. */
  loaded(path: string): LiveRoom | null;
  /** Every room in memory. */
  all(): readonly LiveRoom[];
  /**
   * Gives the page of a room that is held another path. False where the document of a page that was at `to` is in use, or
   * holds text that is not committed; else that one is dropped.
   */
  move(room: LiveRoom, to: string): Promise<boolean>;
  /** Whether `move` to a path would be done. */
  isFree(path: string): Promise<boolean>;
  /** Takes what is late into a room that is held and from which nothing is committed meanwhile; on disk when it resolves. */
  rescue(room: LiveRoom, handover: Handover): Promise<void>;
  /** Paths of pages with text that no commit holds yet. */
  unsettled(): readonly string[];
  watch(watcher: {
    edited(room: LiveRoom): void;
    left(room: LiveRoom): void;
    /** The disk takes nothing of this room; told again now and then while it lasts. */
    trouble(room: LiveRoom): void;
    /** It takes it again. */
    eased(room: LiveRoom): void;
  }): void;
}

/** What two texts both made of a third, in one text; nothing that either side wrote is left out. */
export type Join = (base: string, ours: string, theirs: string) => string;

// The room's people ---------------------------------------------------------------------------------------------

export interface Occupancy {
  readonly path: string;
  /** When the first of those there now came, ms since the epoch. */
  readonly since: number;
  readonly people: readonly {
    readonly name: string;
    readonly slot: number;
    readonly again: boolean;
    /** Slug of the talk this person says to be in; null for the whole page. */
    readonly talk: string | null;
  }[];
}

/** Who is in which room now. */
export type Presence = () => readonly Occupancy[];

/** The clock and the timers that a rule waits on; a test brings its own. */
export interface Clock {
  now(): number;
  /** Calls `run` once after `ms`; the returned function calls it off. Does not keep the process alive. */
  after(ms: number, run: () => void): () => void;
}

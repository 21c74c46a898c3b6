/** What the wiki's rules need of live documents and of the people in them, declared here as in `ports.ts`. */
import type { Oid, Person } from "./ports.ts";

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

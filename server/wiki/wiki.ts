import type { FilePath, PagePath } from "../text/page-path.ts";
import type { BlamedPage } from "./blaming.ts";
import type {
  Credits,
  Mentions,
  MentionsQuery,
  Save,
  SaveName,
  Saves,
  SavesQuery,
  Since,
  SinceQuery,
} from "./looking-back.ts";
import type { News } from "./news.ts";
import type { Commit, Oid, Person } from "./ports.ts";
import type { AddedPicture, Gone, NewPicture, Submission, Submitted } from "./sent.ts";
import type { KnownSpeakers, SpeakerIndex } from "./speakers.ts";

export type { BlamedPage, BlamedRun } from "./blaming.ts";
export type { Credits, Mark, Save, SaveName, Saves, SavesQuery } from "./looking-back.ts";
export type { AddedPicture, Gone, NewPicture, Submission, Submitted } from "./sent.ts";

/** A page as a reader is given it. */
export interface Page {
  readonly path: PagePath;
  /** LF line ends, no byte order mark. With `live`, ahead of what git has. */
  readonly text: string;
  /** The commit it was read at: the newest, or the one asked for. */
  readonly commit: Oid;
  /** The blob at that commit. */
  readonly blob: Oid;
  readonly live: boolean;
  /** Changes whenever `text` does; part of an ETag. */
  readonly version: string;
  /** False where the file is not UTF-8: it is shown as far as it can be read, and never edited. */
  readonly editable: boolean;
}

export interface PageEntry {
  readonly path: PagePath;
  /** The page's title, or its file name where it has none. */
  readonly title: string;
  /** The first date line as written; null where there is none. */
  readonly date: string | null;
  readonly talks: number;
}

/** A page under `events/YYYY/MM/`. */
export interface EventEntry extends PageEntry {
  readonly year: number;
  readonly month: number | null;
  /** Short form for lists, "Jun 20" or "Jun 20 – 22"; null where the date line names no day. */
  readonly day: string | null;
  /** Somebody is writing in it now. */
  readonly live: boolean;
}

export interface ChangedFile {
  readonly path: string;
  /** Null where there was no file, and for a binary one. */
  readonly before: string | null;
  /** Null where there is no file any more, and for a binary one. */
  readonly after: string | null;
  readonly binary: boolean;
}

export interface Change {
  readonly commit: Commit;
  /** All commits of the save that it is part of, oldest first; it alone where it is all of it. */
  readonly save: readonly Commit[];
  /** What this one commit changed. */
  readonly files: readonly ChangedFile[];
}

/** A talk with people in it, or a page with people who are in no talk of it. */
export interface Writing {
  readonly path: PagePath;
  readonly title: string;
  /** The talk they are in; null for the whole page. */
  readonly talk: string | null;
  readonly talkSlug: string | null;
  /** When the first person on the page now came, ms since the epoch. */
  readonly since: number;
  readonly people: readonly Writer[];
}

export interface Writer {
  readonly name: string;
  /** Colour slot, 1 to 8, in order of arrival. */
  readonly slot: number;
  /** The slot is taken a second time: shown ringed. */
  readonly again: boolean;
}

export interface Folder {
  /** Names of the folders in it. */
  readonly folders: readonly string[];
  readonly pages: readonly PageEntry[];
  /** Names of its files that are no pages. */
  readonly files: readonly string[];
}

/** The wiki, as its doors know it. Refusals are `WikiError`s. */
export interface Wiki {
  /** The newest text, live edits included, or the page as it was at a commit; null where there is none. */
  page(path: PagePath, at?: Oid): Promise<Page | null>;
  file(path: FilePath, at?: Oid): Promise<{ readonly oid: Oid; readonly bytes: Uint8Array } | null>;
  /** @param path "" for the root, else without a slash at either end. */
  folder(path: string): Promise<Folder | null>;
  /** Every page, in the order of their paths. */
  pages(): Promise<readonly PageEntry[]>;
  /** Newest first. */
  events(): Promise<readonly EventEntry[]>;
  /** Who speaks in the wiki, in all its pages. */
  speakers(): Promise<SpeakerIndex>;
  /** The same as far as it is known, without waiting: some seconds old, and null for a while after the start. */
  knownSpeakers(): KnownSpeakers | null;
  /** Texts of the pages that a page's `[preview]` and `[include]` lines name. */
  includes(page: Page): Promise<ReadonlyMap<PagePath, string>>;
  /** The name of the page's room, made on demand. Throws `not-found`, `not-text`, `too-large`. */
  room(path: PagePath): Promise<string>;
  /** Commits the live text now; `commit` is the newest commit of the page where there was nothing to do. */
  save(path: PagePath, by: Person, message?: string): Promise<{ readonly commit: Oid | null }>;
  /** A whole text from a form or a script, merged with what others did since `base`. Throws `unknown-base`. */
  submit(path: PagePath, save: Submission): Promise<Submitted>;
  /** On a page that was deleted its room goes on, with what was typed in it since. Throws `exists`. */
  create(page: {
    readonly path: PagePath;
    readonly text: string;
    readonly by: Person;
  }): Promise<{ readonly commit: Oid }>;
  /**
   * Gives the page another path, in one commit; its room and who is in it come along. Links to it, on all pages, lead to the new
   * path from the same commit on, and its own to what they led to. Throws `not-found`, `exists`.
   */
  move(path: PagePath, to: PagePath, by: Person): Promise<{ readonly commit: Oid }>;
  /** Commits what is typed, and then, in one commit, takes the page away. Throws `not-found`. */
  remove(path: PagePath, by: Person): Promise<{ readonly commit: Oid }>;
  /**
   * Makes the page read as it did at `rev`, as a change like any other: what is typed meanwhile stays. `commit` is the
   * newest where it reads so already. A page that was deleted comes back, without `rev` as it was last, with what was typed
   * in it since. Throws `not-found`, `exists` for a page that is there and no `rev`, `not-text`.
   */
  restore(path: PagePath, rev: Oid | null, by: Person): Promise<{ readonly commit: Oid }>;
  /**
   * Takes back what one save did to the page, merged like any change: what was written since stays. `commit` is any of the
   * save's. Throws `not-found` for a save that did not change the page, `bad-request` for one that began it or took it away.
   */
  undo(path: PagePath, commit: Oid, by: Person): Promise<Submitted>;
  /** What became of a page that was here; null for one that is here, or never was. */
  gone(path: PagePath): Promise<Gone | null>;
  /**
   * Takes in what somebody still has of a room's past epoch, as if they typed it now; on disk when it resolves. Twice is as
   * once, and for the room's present epoch nothing happens. Gives where the page is now. Throws `not-found` for a room that
   * never was, `bad-request`, `too-large`.
   *
   * @param state a whole Yjs state.
   */
  rescue(room: string, state: Uint8Array, by: Person): Promise<{ readonly path: PagePath; readonly room: string }>;
  /**
   * Puts a picture into the page's folder, in one commit of its own; the page's text and room are not touched. Never writes over
   * a file: a name that is taken gets a number, and a picture that is in the folder to the byte stays what it is.
   * Throws `not-found`, `cannot-write`.
   */
  addPicture(path: PagePath, picture: NewPicture): Promise<AddedPicture>;
  /** The pictures of the newest commit: path -> blob. The same map until one of them changes. */
  pictures(): Promise<ReadonlyMap<string, Oid>>;
  saves(query: SavesQuery): Promise<Saves>;
  /** The newest save of the page; null where there is none. */
  lastSave(path: PagePath): Promise<Save | null>;
  /** The newest save of the page that is older than a commit; null where none is. Reads no text, as `saves` does. */
  earlier(path: PagePath, before: Oid): Promise<SaveName | null>;
  /** Who made the page. Reads no text. @param most saves that are counted. */
  credits(path: PagePath, most: number): Promise<Credits>;
  /** The newest commit that changed the file; null where none did. Much cheaper than the save it belongs to. */
  lastTouch(path: string): Promise<Oid | null>;
  /** The saves by which a word came into a page, or left it. */
  mentions(query: MentionsQuery): Promise<Mentions>;
  /** What changed between two commits, by file. */
  since(query: SinceQuery): Promise<Since>;
  /** The commit that was the newest at a time (ms); null before the first. */
  asOf(time: number): Promise<Oid | null>;
  change(oid: Oid): Promise<Change | null>;
  /**
   * Who wrote each line of the page as it is saved, or as it was at a commit; null where there is none. Slow the first
   * time for a page of thousands of saves, and at once after that. Throws `not-text`, `too-large`.
   */
  blame(path: PagePath, at?: Oid): Promise<BlamedPage | null>;
  /** Whether the commit `one` comes after `other` in the page's history. */
  isNewer(path: PagePath, one: Oid, other: Oid): Promise<boolean>;
  /** The path under which what is older than a commit tells of the page that is at `path` now. */
  pathAt(path: PagePath, commit: Oid): Promise<string>;
  /** A commit's full id from 4 to 40 of its hex digits; null where it names none. */
  resolve(name: string): Promise<Oid | null>;
  /** Who is in the rooms now, an entry for each talk; of one page or of all. Reads each of these pages once. */
  writing(path?: PagePath): readonly Writing[];
  head(): Promise<Oid | null>;
  /** How many pages are loaded for writing: what live editing costs in memory. */
  loaded(): number;
  /** Tells `listener` what happens to a page until the returned function is called. */
  follow(path: PagePath, listener: (news: News) => void): () => void;
}

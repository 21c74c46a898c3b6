/**
 * The durable side of live documents: what was typed since the last commit, and what git held then.
 *
 * For each document one *base* (a commit, and the Yjs state that holds exactly the page's text at that commit) and the
 * updates since, in the order they were applied. Nothing is ever rebuilt from text: a document is seeded once, and from
 * then on its state is only loaded, extended and compacted.
 */

/** Who a document is. The room's name is made of `id` and `epoch`. */
export interface DocIdentity {
  /** Random, given once; follows the page through renames. */
  readonly id: string;
  /** Counts up when the history of edits is begun anew; old clients are then told so instead of being merged blindly. */
  readonly epoch: number;
  /** The page's file. */
  readonly path: string;
}

/** `<docId>.<epoch>`: part of the WebSocket's address and of the browser's own store, so that two histories never mix. */
export function roomName(identity: DocIdentity): string {
  return `${identity.id}.${identity.epoch}`;
}

/** Who an update came from, as the connection that delivered it says; null for the wiki's own (a merge from git). */
export type LogAuthor = { readonly name: string; readonly email: string } | null;

export interface LogRecord {
  /** Ascending within what a document's log holds; begins again once a save has emptied it. */
  readonly seq: number;
  /** A Yjs update, v1. */
  readonly update: Uint8Array;
  readonly author: LogAuthor;
  /**
   * Past epochs as they are once this record is there: written in the same transaction, and no part of the record when it
   * is read again. Left out for all but a late client's text.
   */
  readonly past?: readonly PastEpoch[];
}

/** A history of a document that is over, kept for clients that have not heard of its end. */
export interface PastEpoch {
  readonly epoch: number;
  /** Its last state, with all that came late. */
  readonly state: Uint8Array;
  /** A state of the *next* epoch's history, with exactly the text of `state`. */
  readonly mirror: Uint8Array;
}

/** "This Yjs state holds exactly the page's text at this commit." */
export interface Base {
  readonly commit: string;
  /** A whole Yjs state, v1. */
  readonly state: Uint8Array;
}

/** A save under way: written before the commit, so that a crash between commit and log is seen for what it is. */
export interface StagedSave {
  /** The state whose text is being committed. */
  readonly state: Uint8Array;
  /** The last record that `state` holds. */
  readonly upTo: number;
}

export interface StoredDoc {
  readonly identity: DocIdentity;
  readonly base: Base;
  readonly staged: StagedSave | null;
  /** Ascending by `seq`. */
  readonly records: readonly LogRecord[];
}

/**
 * Every method resolves when what it did is on disk, and rejects with `cannot-write` where the disk refuses; the stored
 * document is then as it was. Calls for one document take effect in the order they are made.
 */
export interface UpdateLog {
  /** Null for an id that was never created. Reads the whole document: its base and all records. */
  load(id: string): Promise<StoredDoc | null>;
  /** Adds records after those there are. */
  append(id: string, records: readonly LogRecord[]): Promise<void>;
  /** Notes the save under way, in place of the one before. */
  stage(id: string, save: StagedSave): Promise<void>;
  /** The new base, and then, in the same transaction, gone: the staged save and all records up to and including `upTo`. */
  settle(id: string, base: Base, upTo: number): Promise<void>;
  close(): Promise<void>;
}

/** The histories of a document that are over. Writes as in `UpdateLog`. */
export interface PastEpochs {
  /**
   * Ends a document's history: its new name and its new base, and the epoch that is over, in one transaction. Only for a
   * document without records and staged save.
   */
  begin(identity: DocIdentity, base: Base, past: PastEpoch): Promise<void>;
  /** Null for an epoch that never was, or is not over. */
  past(id: string, epoch: number): Promise<PastEpoch | null>;
}

/** Which document a page has. */
export interface DocIndex {
  /** The page's document, or null where none was made yet. */
  byPath(path: string): DocIdentity | null;
  byId(id: string): DocIdentity | null;
  /** Makes the page's document in one transaction, or gives the one that somebody else made first. */
  create(identity: DocIdentity, base: Base): Promise<DocIdentity>;
  /**
   * The document's page has another path from now on; records, base and past epochs stay with it. A document that was at
   * `to` is dropped in the same transaction, with all it holds. Gives the new identity; throws for an id that never was.
   */
  move(id: string, to: string): Promise<DocIdentity>;
  /** Documents with records or a staged save: after a crash, what is still to be committed. */
  unsettled(): DocIdentity[];
}

/** All that is kept of live documents. */
export type DocStore = UpdateLog & DocIndex & PastEpochs;

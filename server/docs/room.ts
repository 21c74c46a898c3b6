import * as Y from "yjs";
import { toRoomText } from "../text/endings.ts";
import { createAppendQueue } from "./append-queue.ts";
import { createLedger } from "./ledger.ts";
import { CONTENT, docOf, forkTo, rewrite, textOf } from "./page-doc.ts";
import type { Base, DocIdentity, LogAuthor, StagedSave, StoredDoc, UpdateLog } from "./update-log.ts";

/** What a save is made of: the room's text at one moment, with what is needed to let go of it afterwards. */
export interface Capture {
  readonly text: string;
  readonly state: Uint8Array;
  /** The last record that is in `text`. */
  readonly upTo: number;
  /** Who has written since the last save, in order of last touch. */
  readonly authors: readonly NonNullable<LogAuthor>[];
}

export interface RoomListener {
  /** The document changed by `update`. `origin` is what `apply` was given; null for a change of the wiki's own. */
  updated?(update: Uint8Array, origin: object | null): void;
  /** The log could not be written; it is being tried again. */
  trouble?(cause: unknown): void;
}

interface Origin {
  readonly author: LogAuthor;
  readonly from: object | null;
}

/** `<docId>.<epoch>`: part of the WebSocket's address and of the browser's own store, so that two histories never mix. */
export function roomName(identity: DocIdentity): string {
  return `${identity.id}.${identity.epoch}`;
}

/** A page's live document, loaded. Made by `rooms.ts`, which also decides when it goes. */
export class Room {
  readonly identity: DocIdentity;
  readonly name: string;
  readonly #doc: Y.Doc;
  readonly #log: UpdateLog;
  readonly #queue: ReturnType<typeof createAppendQueue>;
  readonly #ledger = createLedger();
  readonly #listeners = new Set<RoomListener>();
  #base: Base;
  #baseText: string;
  #staged: StagedSave | null;
  #seq: number;
  #settled: number;
  #revision = 0;
  #text: string | null = null;
  #state: Uint8Array | null = null;

  constructor(stored: StoredDoc, log: UpdateLog) {
    this.identity = stored.identity;
    this.name = roomName(stored.identity);
    this.#log = log;
    this.#base = stored.base;
    this.#baseText = textOf(stored.base.state);
    this.#staged = stored.staged;
    const updates = stored.records.map((record) => record.update);
    this.#doc = docOf(stored.base.state, updates);
    this.#seq = stored.records.at(-1)?.seq ?? stored.staged?.upTo ?? 0;
    this.#settled = (stored.records[0]?.seq ?? this.#seq + 1) - 1;
    for (const record of stored.records) this.#ledger.note(record.author, record.seq);
    this.#queue = createAppendQueue(
      (records) => log.append(stored.identity.id, records),
      (cause) => {
        for (const listener of this.#listeners) listener.trouble?.(cause);
      },
    );
    this.#doc.on("update", (update: Uint8Array, origin: Origin | null) => this.#changed(update, origin));
  }

  /** The text now. Kept until the next change. */
  text(): string {
    this.#text ??= this.#doc.getText(CONTENT).toString();
    return this.#text;
  }

  /** The text git has at `baseCommit`. */
  baseText(): string {
    return this.#baseText;
  }

  baseCommit(): string {
    return this.#base.commit;
  }

  /** Counts the changes since the room was loaded. */
  revision(): number {
    return this.#revision;
  }

  /** There are records in the log that no commit holds yet, or a save was cut short. */
  unsettled(): boolean {
    return this.#seq > this.#settled || this.#staged !== null;
  }

  /** The whole state as one update; kept until the next change, so that many who join at once cost one encoding. */
  state(): Uint8Array {
    this.#state ??= Y.encodeStateAsUpdate(this.#doc);
    return this.#state;
  }

  /** What somebody with `stateVector` lacks. */
  missing(stateVector: Uint8Array): Uint8Array {
    return stateVector.length <= 1 ? this.state() : Y.encodeStateAsUpdate(this.#doc, stateVector);
  }

  stateVector(): Uint8Array {
    return Y.encodeStateVector(this.#doc);
  }

  /**
   * Takes in what somebody typed: applied and told to all listeners at once, and on its way to the log.
   *
   * @param author whom the connection belongs to.
   * @param from handed to the listeners as it is, so that a connection knows its own update.
   * @throws whatever Yjs makes of bytes that are no update.
   */
  apply(update: Uint8Array, author: LogAuthor, from: object): void {
    const origin: Origin = { author, from };
    Y.applyUpdate(this.#doc, update, origin);
    const { pendingStructs, pendingDs } = this.#doc.store;
    // What waits for something that has not come is not told to anyone yet, but it may be acknowledged: so it is logged.
    if (pendingStructs || pendingDs) this.#record(update, author);
  }

  /** Resolves when everything applied so far is on disk. */
  durable(): Promise<void> {
    return this.#queue.durable();
  }

  /** The text to be committed now. Line ends that a foreign client smuggled in are made right first, for everyone. */
  capture(): Capture {
    const clean = toRoomText(this.text());
    if (clean !== this.text()) this.#doc.transact(() => rewrite(this.#doc.getText(CONTENT), clean));
    return { text: clean, state: this.state(), upTo: this.#seq, authors: this.#ledger.authors(this.#seq) };
  }

  /** Before the commit of `capture`: what is about to be committed, on disk. */
  async stage(capture: Capture): Promise<void> {
    await this.durable();
    this.#staged = { state: capture.state, upTo: capture.upTo };
    await this.#log.stage(this.identity.id, this.#staged);
  }

  /** After it: the commit is the new base, and the log lets go of what it holds. */
  async settle(capture: Pick<Capture, "text" | "state" | "upTo">, commit: string): Promise<void> {
    await this.durable();
    this.#base = { commit, state: capture.state };
    this.#baseText = capture.text;
    this.#staged = null;
    this.#settled = Math.max(this.#settled, capture.upTo);
    this.#ledger.settle(capture.upTo);
    await this.#log.settle(this.identity.id, this.#base, capture.upTo);
  }

  /** The save that was under way when the process ended, or null: its text, and how to finish it. */
  interrupted(): { readonly text: string; settle(commit: string): Promise<void> } | null {
    const staged = this.#staged;
    if (!staged) return null;
    const text = textOf(staged.state);
    return { text, settle: (commit) => this.settle({ text, ...staged }, commit) };
  }

  /**
   * Takes in a change made in git: the difference from the base's text to `text`, merged into what is being typed. The
   * same call again, or after a crash in the middle of it, changes nothing more.
   */
  async absorb(text: string, commit: string): Promise<void> {
    const fork =
      text === this.#baseText ? { update: null, state: this.#base.state } : forkTo(this.name, this.#base.state, text);
    this.#base = { commit, state: fork.state };
    this.#baseText = text;
    this.#staged = null;
    if (fork.update) Y.applyUpdate(this.#doc, fork.update, { author: null, from: null } satisfies Origin);
    await this.durable();
    await this.#log.settle(this.identity.id, this.#base, 0);
  }

  listen(listener: RoomListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Waits for the disk, then lets go of the memory. Nothing may be called afterwards. */
  async close(): Promise<void> {
    await this.durable();
    this.abandon();
  }

  /** Lets go at once: what the disk has not taken yet is not kept. */
  abandon(): void {
    this.#queue.abandon();
    this.#listeners.clear();
    this.#doc.destroy();
  }

  #changed(update: Uint8Array, origin: Origin | null): void {
    this.#text = null;
    this.#state = null;
    this.#revision += 1;
    this.#record(update, origin?.author ?? null);
    for (const listener of this.#listeners) listener.updated?.(update, origin?.from ?? null);
  }

  #record(update: Uint8Array, author: LogAuthor): void {
    this.#seq += 1;
    this.#ledger.note(author, this.#seq);
    this.#queue.add({ seq: this.#seq, update, author });
  }
}

import * as Y from "yjs";
import { WikiError } from "../errors.ts";
import { toRoomText } from "../text/endings.ts";
import { createAppendQueue } from "./append-queue.ts";
import { type Share, sharesOf } from "./authorship.ts";
import { CHEAP_INSERTS, type Weight, weigh } from "./contest.ts";
import { createInbox } from "./inbox.ts";
import { createLedger } from "./ledger.ts";
import { applyAll, deletesOnlyDeleted } from "./page-apply.ts";
import { CONTENT, docOf, forkTo, rewrite, textOf } from "./page-doc.ts";
import { createSnapshot } from "./snapshot.ts";
import type { Base, DocIdentity, LogAuthor, PastEpoch, StagedSave, StoredDoc, UpdateLog } from "./update-log.ts";
import { missingIn, UnfitUpdate, type Walk, walkUpdate } from "./update-walk.ts";

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
  /** The document changed by `update`: all of it came from `origin`; null where it came from several, or from the wiki. */
  updated?(update: Uint8Array, origin: object | null): void;
  /** It took this long to apply what `from` brought, ms. */
  applied?(from: object, ms: number): void;
  /** The log could not be written; it is being tried again. Told again now and then while it lasts. */
  trouble?(cause: unknown): void;
  /** It is written again. */
  eased?(): void;
}

/** Marks the transaction that empties the inbox: what is in it was recorded when it came. */
interface Emptying {
  readonly from: object | null;
}

/** `<docId>.<epoch>`: part of the WebSocket's address and of the browser's own store, so that two histories never mix. */
export function roomName(identity: DocIdentity): string {
  return `${identity.id}.${identity.epoch}`;
}

/** A page's live document, loaded. Made by `rooms.ts`, which also decides when it goes. */
export class Room {
  readonly name: string;
  /** The page was deleted: what is typed is kept in the log, no save waits for it. Said by the wiki, which knows git. */
  gone = false;
  #identity: DocIdentity;
  readonly #doc: Y.Doc;
  readonly #log: UpdateLog;
  readonly #queue: ReturnType<typeof createAppendQueue>;
  readonly #ledger = createLedger();
  readonly #inbox = createInbox();
  readonly #listeners = new Set<RoomListener>();
  readonly #snapshot = createSnapshot(() => Y.encodeStateAsUpdate(this.#doc));
  #base: Base;
  /** Null until it is asked for: it costs a second load of the document. */
  #baseText: string | null = null;
  #staged: StagedSave | null;
  #seq: number;
  #settled: number;
  #revision = 0;
  #text: string | null = null;
  /** The text's size when it was last counted, and all that has been added since: never less than it is. */
  #bytesAtMost = Number.POSITIVE_INFINITY;

  constructor(stored: StoredDoc, log: UpdateLog) {
    this.#identity = stored.identity;
    this.name = roomName(stored.identity);
    this.#log = log;
    this.#base = stored.base;
    this.#staged = stored.staged;
    this.#doc = docOf(stored.base.state);
    if (stored.records.length === 0) this.#baseText = this.text();
    applyAll(
      this.#doc,
      stored.records.map((record) => record.update),
    );
    this.#text = null;
    this.#seq = stored.records.at(-1)?.seq ?? stored.staged?.upTo ?? 0;
    this.#settled = (stored.records[0]?.seq ?? this.#seq + 1) - 1;
    for (const record of stored.records) this.#ledger.note(record.author, record.seq);
    this.#queue = createAppendQueue((records) => log.append(stored.identity.id, records), {
      trouble: (cause) => {
        for (const listener of this.#listeners) listener.trouble?.(cause);
      },
      eased: () => {
        for (const listener of this.#listeners) listener.eased?.();
      },
    });
    this.#doc.on("update", (update: Uint8Array, origin: Emptying | null) => this.#changed(update, origin));
  }

  /** The path in it changes when the page is moved. */
  get identity(): DocIdentity {
    return this.#identity;
  }

  /** The page has another path now, and the log knows. */
  relocate(path: string): void {
    this.#identity = { ...this.#identity, path };
  }

  /** The text now. Kept until the next change. */
  text(): string {
    this.drain();
    this.#text ??= this.#doc.getText(CONTENT).toString();
    return this.#text;
  }

  /** The text git has at `baseCommit`. */
  baseText(): string {
    this.#baseText ??= textOf(this.#base.state);
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

  /** The whole state as one update; kept until the next change. */
  state(): Uint8Array {
    this.drain();
    return this.#snapshot.whole();
  }

  /** What somebody with `stateVector` lacks, in updates to be applied in their order. Cheap for who has nothing. */
  missing(stateVector: Uint8Array): readonly Uint8Array[] {
    this.drain();
    return stateVector.length <= 1 ? this.#snapshot.parts() : [Y.encodeStateAsUpdate(this.#doc, stateVector)];
  }

  stateVector(): Uint8Array {
    this.drain();
    return Y.encodeStateVector(this.#doc);
  }

  /** The clock after the last that is known of a client; 0 for one that never wrote here. */
  clockOf(client: number): number {
    return Math.max(Y.getState(this.#doc.store, client), this.#inbox.clockOf(client));
  }

  /** Whether an update says nothing that is not known here. */
  knows(walk: Walk): boolean {
    const { runs, deletions } = walk;
    if (runs.some(({ client, to }) => to > this.clockOf(client))) return false;
    return deletesOnlyDeleted(this.#doc, deletions);
  }

  /** What applying an update might cost. */
  weigh(walk: Walk): Weight {
    if (this.#inbox.pieces.count() + walk.inserts.length > CHEAP_INSERTS) this.drain();
    return weigh(this.#doc, walk, this.#inbox.pieces);
  }

  /** Whether the text is still at most `limit` bytes when `added` more come to it. Counts the text only near the limit. */
  hasSpace(added: number, limit: number): boolean {
    if (this.#bytesAtMost + added > limit) this.#bytesAtMost = Buffer.byteLength(this.text());
    return this.#bytesAtMost + added <= limit;
  }

  /**
   * Takes in what somebody typed: it is on its way to the log at once, and applied and told with all else that waits at
   * the next `drain`, which whatever reads the room does by itself.
   *
   * @param walk of `update`, which must connect to what is known (`missingIn`) and say something new (`knows`).
   * @param author whom the connection belongs to.
   * @param from handed to the listeners as it is, so that a connection knows its own update.
   */
  take(update: Uint8Array, walk: Walk, author: LogAuthor, from: object): void {
    this.#record(update, author);
    this.#inbox.add({ update, from }, walk);
    this.#bytesAtMost += walk.textBytes;
  }

  /** Applies what has come since the last time, in one transaction, and tells the listeners. */
  drain(): void {
    if (this.#inbox.isEmpty()) return;
    const letters = this.#inbox.takeOut();
    const first = letters[0]?.from ?? null;
    const origin: Emptying = { from: letters.every(({ from }) => from === first) ? first : null };
    this.#doc.transact(() => {
      for (const { update, from } of letters) {
        const start = performance.now();
        applyAll(this.#doc, [update]);
        for (const listener of this.#listeners) listener.applied?.(from, performance.now() - start);
      }
    }, origin);
  }

  /**
   * `take` and `drain` in one, for a single update that nothing has looked at yet.
   *
   * @throws UnfitUpdate for bytes that are no update of a page's text, or one that builds on what is not known.
   */
  apply(update: Uint8Array, author: LogAuthor, from: object): void {
    const walk = walkUpdate(update);
    if (missingIn(walk, (client) => this.clockOf(client)) !== null) {
      throw new UnfitUpdate("it builds on text that has not come");
    }
    if (this.knows(walk)) return;
    this.take(update, walk, author, from);
    this.drain();
  }

  /**
   * Takes in what somebody typed in a past epoch: first on disk, together with what is then known of the past epochs, and
   * only then applied and told. If others had it before, a crash could leave them with text that the past epochs do not
   * know to be taken in, and it would come in a second time. Nothing may be captured until it resolves.
   */
  async adopt(update: Uint8Array, author: LogAuthor, past: readonly PastEpoch[]): Promise<void> {
    this.#seq += 1;
    const record = { seq: this.#seq, update, author, past };
    // Not by the queue, which tries again what was refused: what is told as refused must not be there later.
    await this.#log.append(this.identity.id, [record]);
    this.#ledger.note(author, record.seq);
    this.drain();
    this.#bytesAtMost = Number.POSITIVE_INFINITY;
    Y.applyUpdate(this.#doc, update, { from: null } satisfies Emptying);
  }

  /** Resolves when everything taken in so far is on disk. */
  durable(): Promise<void> {
    return this.#queue.durable();
  }

  /** Bytes of updates that the disk has not taken yet. They grow while it refuses: whoever takes text in must watch them. */
  owed(): number {
    return this.#queue.owed();
  }

  /** The text to be committed now. Line ends that a foreign client smuggled in are made right first, for everyone. */
  capture(): Capture {
    const clean = toRoomText(this.text());
    if (clean !== this.text()) this.#doc.transact(() => rewrite(this.#doc.getText(CONTENT), clean));
    return { text: clean, state: this.state(), upTo: this.#seq, authors: this.#ledger.authors(this.#seq) };
  }

  /** Before the commit of `capture`: what is about to be committed, on disk. Throws `cannot-write`; nothing is staged then. */
  async stage(capture: Capture): Promise<void> {
    await this.#queue.flushed();
    const staged = { state: capture.state, upTo: capture.upTo };
    await this.#log.stage(this.identity.id, staged);
    this.#staged = staged;
  }

  /**
   * What each author of `capture` added to the base, one on top of the other, in their order; the last text is the
   * capture's. Null where it cannot be told apart. Waits for the disk, and replays the log.
   */
  async shares(capture: Capture): Promise<readonly Share[] | null> {
    const { state } = this.#base;
    await this.#queue.flushed();
    const stored = await this.#log.load(this.identity.id);
    const records = (stored?.records ?? []).filter(({ seq }) => seq <= capture.upTo);
    const shares = sharesOf(state, records, capture.authors);
    return shares.at(-1)?.text === capture.text ? shares : null;
  }

  /** After it: the commit is the new base, and the log lets go of what it holds. */
  async settle(capture: Pick<Capture, "text" | "state" | "upTo">, commit: string): Promise<void> {
    await this.#queue.flushed();
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
    this.drain();
    const fork =
      text === this.baseText() ? { update: null, state: this.#base.state } : forkTo(this.name, this.#base.state, text);
    this.#base = { commit, state: fork.state };
    this.#baseText = text;
    this.#staged = null;
    if (fork.update) Y.applyUpdate(this.#doc, fork.update);
    try {
      await this.#queue.flushed();
      await this.#log.settle(this.identity.id, this.#base, 0);
    } catch (cause) {
      // A full disk keeps nobody out of the room: git has the change, and it comes in the same way another time.
      if (!(cause instanceof WikiError && cause.code === "cannot-write")) throw cause;
    }
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

  /** @param emptying null for a change of the wiki's own: a merge from git, line ends made right. */
  #changed(update: Uint8Array, emptying: Emptying | null): void {
    this.#text = null;
    this.#snapshot.changed(update);
    this.#revision += 1;
    if (!emptying) {
      this.#record(update, null);
      this.#bytesAtMost = Number.POSITIVE_INFINITY;
    }
    for (const listener of this.#listeners) listener.updated?.(update, emptying?.from ?? null);
  }

  #record(update: Uint8Array, author: LogAuthor, past?: readonly PastEpoch[]): void {
    this.#seq += 1;
    this.#ledger.note(author, this.#seq);
    this.#queue.add({ seq: this.#seq, update, author, ...(past && { past }) });
  }
}

import { WikiError } from "../errors.ts";
import { toRoomText } from "../text/endings.ts";
import { createAppendQueue, type DiskListener } from "./append-queue.ts";
import { type Share, sharesOf } from "./authorship.ts";
import { createLedger } from "./ledger.ts";
import { type Brought, LiveText } from "./live-text.ts";
import { docOf, forkTo, textOf } from "./page-doc.ts";
import type { Base, DocIdentity, LogAuthor, PastEpoch, StagedSave, StoredDoc, UpdateLog } from "./update-log.ts";
import { roomName } from "./update-log.ts";
import type { Walk } from "./update-walk.ts";

/** What a save is made of: the room's text at one moment, with what is needed to let go of it afterwards. */
export interface Capture {
  readonly text: string;
  readonly state: Uint8Array;
  /** The last record that is in `text`. */
  readonly upTo: number;
  /** Who has written since the last save, in order of last touch. */
  readonly authors: readonly NonNullable<LogAuthor>[];
}

/** Hears of the text, and of what becomes of it on disk. */
export interface RoomListener extends Partial<DiskListener> {
  /** The text changes by `updates`, in their order, all from `origin`; null where they are several's, or the wiki's. */
  updated?(updates: readonly Uint8Array[], origin: object | null): void;
  /** It took this long to apply what `from` brought, ms. */
  applied?(from: object, ms: number): void;
}

/**
 * A page's live document, loaded: its text as it is typed (`live`), and where that stands on disk and towards git. Made by
 * `rooms.ts`, which also decides when it goes.
 */
export class Room {
  readonly name: string;
  /** The text that is being typed. Taking text in goes by the room, which writes it down. */
  readonly live: Omit<LiveText, "take" | "merge" | "rewrite" | "destroy">;
  /** The page was deleted: what is typed is kept in the log, no save waits for it. Said by the wiki, which knows git. */
  gone = false;
  #identity: DocIdentity;
  readonly #live: LiveText;
  readonly #log: UpdateLog;
  readonly #queue: ReturnType<typeof createAppendQueue>;
  readonly #ledger = createLedger();
  readonly #listeners = new Set<RoomListener>();
  #base: Base;
  /** Null until it is asked for: it costs a second load of the document. */
  #baseText: string | null = null;
  #staged: StagedSave | null;
  #seq: number;
  #settled: number;

  constructor(stored: StoredDoc, log: UpdateLog) {
    this.#identity = stored.identity;
    this.name = roomName(stored.identity);
    this.#log = log;
    this.#base = stored.base;
    this.#staged = stored.staged;
    const updates = stored.records.map((record) => record.update);
    this.#live = new LiveText(docOf(stored.base.state, updates), {
      changed: (updates, by) => this.#changed(updates, by),
      applied: (from, ms) => this.#tell((listener) => listener.applied?.(from, ms)),
    });
    this.live = this.#live;
    if (stored.records.length === 0) this.#baseText = this.#live.text();
    this.#seq = stored.records.at(-1)?.seq ?? stored.staged?.upTo ?? 0;
    this.#settled = (stored.records[0]?.seq ?? this.#seq + 1) - 1;
    for (const record of stored.records) this.#ledger.note(record.author, record.seq);
    this.#queue = createAppendQueue((records) => log.append(stored.identity.id, records), {
      trouble: (cause) => this.#tell((listener) => listener.trouble?.(cause)),
      eased: () => this.#tell((listener) => listener.eased?.()),
    });
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
    return this.#live.text();
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
    return this.#live.revision();
  }

  /** There are records in the log that no commit holds yet, or a save was cut short. */
  unsettled(): boolean {
    return this.#seq > this.#settled || this.#staged !== null;
  }

  /**
   * Takes in what somebody typed: it is on its way to the log at once, and applied and told with all else that waits at
   * the next `live.drain()`, which whatever reads the text does by itself.
   *
   * @param walk of `update`, which must connect to what is known (`missingIn`) and say something new (`knows`).
   * @param author whom the connection belongs to.
   * @param from handed to the listeners as it is, so that a connection knows its own update.
   */
  take(update: Uint8Array, walk: Walk, author: LogAuthor, from: object): void {
    this.#record(update, author);
    this.#live.take(update, walk, from);
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
    this.#live.merge(update, { from: null });
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
    this.#live.rewrite(clean);
    return { text: clean, state: this.#live.state(), upTo: this.#seq, authors: this.#ledger.authors(this.#seq) };
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

  /** After the commit: it is the new base, and the log lets go of what it holds. */
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
    this.#live.drain();
    const fork =
      text === this.baseText() ? { update: null, state: this.#base.state } : forkTo(this.name, this.#base.state, text);
    this.#base = { commit, state: fork.state };
    this.#baseText = text;
    this.#staged = null;
    if (fork.update) this.#live.merge(fork.update, "wiki");
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
    this.#live.destroy();
  }

  #changed(updates: readonly Uint8Array[], by: Brought | "wiki"): void {
    // What somebody brought was recorded when it came.
    if (by === "wiki") for (const update of updates) this.#record(update, null);
    const from = by === "wiki" ? null : by.from;
    this.#tell((listener) => listener.updated?.(updates, from));
  }

  #tell(news: (listener: RoomListener) => void): void {
    for (const listener of this.#listeners) news(listener);
  }

  #record(update: Uint8Array, author: LogAuthor): void {
    this.#seq += 1;
    this.#ledger.note(author, this.#seq);
    this.#queue.add({ seq: this.#seq, update, author });
  }
}

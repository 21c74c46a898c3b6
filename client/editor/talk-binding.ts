/**
 * Ties an editor that holds one talk, or the whole page, to the page's shared text.
 *
 * The editor's document is `page.text` from `range.from` to `range.to`, once `queued` is applied to it: that holds
 * after every call. The page's text is kept as a string of our own (`page`), because asking Yjs for it costs more with
 * every item the document ever had.
 */
import { Annotation, type ChangeSet, type EditorState, Transaction, type TransactionSpec } from "@codemirror/state";
import * as Y from "yjs";
import { applyEdits, type Edit } from "../../server/text/edit.ts";
import type { Talk } from "../../server/text/event.ts";
import { clip, trim } from "./slice-changes.ts";
import {
  type Followed,
  followRange,
  letGo,
  type PageText,
  pageRange,
  pageText,
  type TalkRange,
  talkRange,
  talksWithin,
  type Whose,
} from "./talk-range.ts";
import { editsOfChanges, editsOfDelta, wholeEdit } from "./whole-text.ts";

/** Where the binding shows what others typed: an `EditorView`, or in tests a state without one. */
export interface Host {
  readonly state: EditorState;
  dispatch(spec: TransactionSpec): void;
}

/** What happened to the page, told after it happened. */
export interface PageNews {
  /** In offsets of the page before. Empty where only the range changed. */
  readonly edits: readonly Edit[];
  readonly whose: Whose;
  readonly was: TalkRange;
  readonly range: TalkRange;
}

/** On transactions that bring the room's text into the editor: they must not be sent back. */
export const fromRoom = Annotation.define<true>();

export class TalkBinding {
  readonly text: Y.Text;
  /** Own edits only, and only as long as they lie inside the range for certain. */
  readonly history: Y.UndoManager;
  /** Origins of the newlines put around the range. They are no edits of the writer's, and not undone. */
  readonly #above = Symbol("above");
  readonly #below = Symbol("below");
  readonly #listeners = new Set<(news: PageNews) => void>();
  #page: PageText;
  #range: TalkRange;
  #host: Host | null = null;
  #composing = false;
  #queued: ChangeSet | null = null;
  #lost = false;

  /** Reads the text once, in time proportional to all that was ever typed in it. */
  constructor(text: Y.Text, page: PageText, range: TalkRange) {
    this.text = text;
    this.#page = page;
    this.#range = range;
    this.history = new Y.UndoManager(text, { trackedOrigins: new Set([this]) });
    text.observe(this.#heard);
    // After the UndoManager's own listener, which would otherwise put the edit on a stack just cleared.
    text.doc?.on("afterTransaction", this.#forget);
  }

  get page(): PageText {
    return this.#page;
  }

  get range(): TalkRange {
    return this.#range;
  }

  /** The room's changes the editor has not been shown, while something is being composed in it. */
  get queued(): ChangeSet | null {
    return this.#queued;
  }

  /** What the editor must hold when it is attached. */
  get slice(): string {
    return this.#page.text.slice(this.#range.from, this.#range.to);
  }

  /** From here on the room's changes are dispatched to the host, whose document is `slice`. */
  attach(host: Host): void {
    this.#host = host;
  }

  /** Calls back after every change of page or range. Returns what ends it. */
  listen(listener: (news: PageNews) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** The editor's own change, already in its document and well-formed. Writes it to the shared text. */
  took(changes: ChangeSet): void {
    const queued = this.#queued;
    if (queued !== null) this.#queued = queued.map(changes);
    const rebased = queued === null ? changes : changes.map(queued, true);
    const slice = (from: number, to: number) => this.#page.text.slice(from, to);
    const edits = editsOfChanges(rebased, this.#range.from).map((edit) => wholeEdit(edit, slice));
    if (edits.length === 0) return;
    const shift = this.#pad(edits);
    const shifted = edits.map((edit) => ({ ...edit, from: edit.from + shift, to: edit.to + shift }));
    this.#write(shifted, this);
    this.#follow(shifted, "own", true);
    this.#forget();
  }

  /** While composing, a change on the composed line would corrupt it: from the first such on, the room's changes wait. */
  compose(composing: boolean): void {
    this.#composing = composing;
    if (composing) return;
    const changes = this.#queued;
    this.#queued = null;
    if (changes !== null) this.#show(changes);
  }

  /** Ends a hold. Returns the talks that were typed inside the range and now are outside it. */
  letGo(): readonly Talk[] {
    if (this.#composing) return [];
    const was = this.#range;
    const inside = talksWithin(was, this.#page.event);
    const followed = letGo(was, this.#page);
    if (followed.range === was) return [];
    this.#settle(followed, null);
    this.#forget();
    this.#tell({ edits: [], whose: "own", was, range: this.#range });
    return inside.filter((talk) => talk.from >= this.#range.to || talk.from < this.#range.from);
  }

  /** Takes back the last own edit, if it still lies in the range. False where there is none. */
  undo(): boolean {
    return !this.#composing && this.history.undo() !== null;
  }

  redo(): boolean {
    return !this.#composing && this.history.redo() !== null;
  }

  destroy(): void {
    this.text.unobserve(this.#heard);
    this.text.doc?.off("afterTransaction", this.#forget);
    this.history.destroy();
    this.#listeners.clear();
    this.#host = null;
  }

  readonly #heard = (event: Y.YTextEvent, transaction: Y.Transaction): void => {
    const { origin } = transaction;
    if (origin === this) return;
    this.#follow(editsOfDelta(event.delta), this.#whose(origin), false);
  };

  #whose(origin: unknown): Whose {
    if (origin === this.history) return "own";
    if (origin === this.#above) return "above";
    return origin === this.#below ? "below" : "other";
  }

  #follow(edits: readonly Edit[], whose: Whose, shown: boolean): void {
    const was = this.#range;
    this.#page = pageText(applyEdits(this.#page.text, edits));
    const followed = followRange(was, edits, this.#page, whose);
    this.#settle(followed, shown ? null : clip(was, edits, followed.mapped), whose === "own");
    this.#tell({ edits, whose, was, range: this.#range });
  }

  /** Takes the range, and shows the editor the edits inside the old range and what the new range adds or cuts off. */
  #settle(followed: Followed, inside: ChangeSet | null, mine = false): void {
    const { mapped, range } = followed;
    this.#range = range;
    this.#lost ||= followed.lost;
    const trimmed = trim(mapped, range, this.#page.text);
    this.#show(inside === null ? trimmed : inside.compose(trimmed), mine);
  }

  #show(changes: ChangeSet, mine = false): void {
    if (changes.empty) return;
    if (this.#composing && this.#corrupts(changes)) {
      this.#queued = this.#queued === null ? changes : this.#queued.compose(changes);
      return;
    }
    let caret = -1;
    if (mine) changes.iterChangedRanges((_from, _to, _fromNew, toNew) => (caret = toNew));
    this.#host?.dispatch({
      changes,
      annotations: [fromRoom.of(true), Transaction.remote.of(!mine), Transaction.addToHistory.of(false)],
      ...(caret >= 0 ? { selection: { anchor: caret }, scrollIntoView: true } : {}),
    });
  }

  /** Whether a change must wait while something is being composed. Those behind a waiting one wait as well. */
  #corrupts(changes: ChangeSet): boolean {
    if (this.#queued !== null || this.#host === null) return true;
    const { doc, selection } = this.#host.state;
    const line = doc.lineAt(selection.main.head);
    return changes.touchesRange(line.from, line.to) !== false;
  }

  /**
   * What is typed at an end that has no newline of its own would join a neighbour's title or line. (Only after somebody
   * took the separator away.) Returns by how much the edits move.
   */
  #pad(edits: readonly Edit[]): number {
    const { from, to, standing } = this.#range;
    if (standing === "page") return 0;
    const after = edits.some((edit) => edit.to === to && edit.insert !== "");
    if (after && bare(this.#page.text[to])) this.#write([{ from: to, to, insert: "\n\n" }], this.#below);
    const before = edits.some((edit) => edit.from === from && edit.insert !== "");
    if (before && bare(this.#page.text[from - 1])) this.#write([{ from, to: from, insert: "\n" }], this.#above);
    return this.#range.from - from;
  }

  #write(edits: readonly Edit[], origin: unknown): void {
    this.text.doc?.transact(() => {
      for (const { from, to, insert } of edits.toReversed()) {
        if (to > from) this.text.delete(from, to - from);
        if (insert !== "") this.text.insert(from, insert);
      }
    }, origin);
  }

  readonly #forget = (): void => {
    if (!this.#lost) return;
    this.#lost = false;
    this.history.clear();
  };

  #tell(news: PageNews): void {
    for (const listener of this.#listeners) listener(news);
  }
}

/** Binds a talk, or with null the whole page. Null where the page has no such talk (now). */
export function bindTalk(text: Y.Text, slug: string | null): TalkBinding | null {
  const page = pageText(text.toString());
  if (slug === null) return new TalkBinding(text, page, pageRange(page.text));
  const talk = page.event.talks.find((one) => one.slug === slug);
  return talk === undefined ? null : new TalkBinding(text, page, talkRange(talk));
}

function bare(neighbour: string | undefined): boolean {
  return neighbour !== undefined && neighbour !== "\n";
}

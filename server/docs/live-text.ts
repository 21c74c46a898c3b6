import * as Y from "yjs";
import { CHEAP_INSERTS, type Weight, weigh } from "./contest.ts";
import { createInbox, type Letter } from "./inbox.ts";
import { applyAll } from "./page-apply.ts";
import { CONTENT, rewrite } from "./page-doc.ts";
import { createSnapshot } from "./snapshot.ts";
import type { Run, Walk } from "./update-walk.ts";

/** Updates that wait, at most: whoever reads the text has to apply them first, at some 20 µs each. */
const MOST_WAITING = 100;

/** As many letters go on as they came; more of them are cheaper for everybody as one change. */
const MOST_AS_THEY_CAME = 2;

/** Hears how the text changes. */
export interface LiveTextListener {
  /**
   * The text changes by `updates`, in their order; who reads it has them in it. `by` says from whom: all of it from one,
   * from several (null), or it is the wiki's own change, made here.
   */
  changed(updates: readonly Uint8Array[], by: Brought | "wiki"): void;
  /** It took this long to apply what `from` brought, ms. */
  applied(from: object, ms: number): void;
}

/** Who brought a change: null for several together. */
export interface Brought {
  readonly from: object | null;
}

/** The origin of a transaction that applies what is told already. */
const TOLD = "told";

/**
 * The text of a page while it is being typed: what is in its document, and what has come and waits to be applied. Whatever
 * reads it applies that first, so nobody sees an older text than has been taken in. In memory only; see `room.ts` for what
 * is on disk of it.
 */
export class LiveText {
  readonly #doc: Y.Doc;
  readonly #listener: LiveTextListener;
  readonly #inbox = createInbox();
  readonly #snapshot = createSnapshot(() => Y.encodeStateAsUpdate(this.#doc));
  #revision = 0;
  #text: string | null = null;
  #vector: Uint8Array | null = null;
  /** The text's size when it was last counted, and all that has been added since: never less than it is. */
  #bytesAtMost = Number.POSITIVE_INFINITY;

  /** @param doc is this text's own from then on. */
  constructor(doc: Y.Doc, listener: LiveTextListener) {
    this.#doc = doc;
    this.#listener = listener;
    doc.on("update", (update: Uint8Array, by: Brought | typeof TOLD | null) => {
      this.#text = null;
      this.#vector = null;
      this.#snapshot.changed(update);
      this.#revision += 1;
      if (by !== TOLD) listener.changed([update], by ?? "wiki");
    });
  }

  /** The text now. Kept until the next change. */
  text(): string {
    this.drain();
    this.#text ??= this.#doc.getText(CONTENT).toString();
    return this.#text;
  }

  /** Another number when the text is another; it begins anew when the document is loaded. */
  revision(): number {
    this.drain();
    return this.#revision;
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

  /** The clocks of all clients, encoded; kept until the next change. */
  stateVector(): Uint8Array {
    this.drain();
    this.#vector ??= Y.encodeStateVector(this.#doc);
    return this.#vector;
  }

  /** The clock after the last that is known of a client; 0 for one that never wrote here. */
  clockOf(client: number): number {
    return Math.max(Y.getState(this.#doc.store, client), this.#inbox.clockOf(client));
  }

  /** Whether an update says nothing that is not known here. */
  knows({ runs, deletions }: Walk): boolean {
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
   * Puts an update with what waits, to be told at the next `tell` and applied when somebody reads the text.
   *
   * @param walk of `update`, which must connect to what is known (`missingIn`) and say something new (`knows`).
   */
  take(update: Uint8Array, walk: Walk, from: object): void {
    const [run, ...others] = walk.runs;
    const plain = others.length === 0 && (!run || run.from === this.clockOf(run.client));
    this.#inbox.add({ update, from, plain }, walk);
    this.#bytesAtMost += walk.textBytes;
  }

  /**
   * Tells what has come since the last time. A letter or two go on as they came, and are applied together with others when
   * they have to be; what many wrote is applied first, and goes on as one change.
   */
  tell(): void {
    const letters = this.#inbox.untold();
    if (letters.length === 0) return;
    const asTheyCame = letters.length <= MOST_AS_THEY_CAME && letters.every(({ plain }) => plain);
    if (!asTheyCame || this.#inbox.count() >= MOST_WAITING) {
      this.drain();
      return;
    }
    this.#inbox.markTold();
    const updates = letters.map(({ update }) => update);
    this.#listener.changed(updates, { from: writerOf(letters) });
  }

  /** Applies what has come, and tells what is not told yet. */
  drain(): void {
    if (this.#inbox.count() === 0) return;
    const { told, untold } = this.#inbox.takeOut();
    this.#apply(told, TOLD);
    this.#apply(untold, { from: writerOf(untold) });
  }

  /** Applies an update at once that did not come from anybody's connection. */
  merge(update: Uint8Array, by: Brought | "wiki"): void {
    this.drain();
    this.#bytesAtMost = Number.POSITIVE_INFINITY;
    Y.applyUpdate(this.#doc, update, by === "wiki" ? null : by);
  }

  /** Makes it read `text`, as a change of the wiki's own. Nothing happens where it does so already. */
  rewrite(text: string): void {
    if (text === this.text()) return;
    this.#bytesAtMost = Number.POSITIVE_INFINITY;
    this.#doc.transact(() => rewrite(this.#doc.getText(CONTENT), text));
  }

  destroy(): void {
    this.#doc.destroy();
  }

  /** In one transaction, and so one change to the document. */
  #apply(letters: readonly Letter[], by: Brought | typeof TOLD): void {
    if (letters.length === 0) return;
    this.#doc.transact(() => {
      for (const { update, from } of letters) {
        const start = performance.now();
        applyAll(this.#doc, [update]);
        this.#listener.applied(from, performance.now() - start);
      }
    }, by);
  }
}

/** The one who brought them all; null where they are several's. */
function writerOf(letters: readonly Letter[]): object | null {
  const first = letters[0]?.from ?? null;
  return letters.every(({ from }) => from === first) ? first : null;
}

/** Whether every part of `runs` is known in the document, and is deleted. */
function deletesOnlyDeleted(doc: Y.Doc, runs: readonly Run[]): boolean {
  return runs.every(({ client, from, to }) => {
    const structs = doc.store.clients.get(client);
    if (!structs || Y.getState(doc.store, client) < to) return false;
    for (let index = Y.findIndexSS(structs, from); index < structs.length; index += 1) {
      const struct = structs[index];
      if (!struct || struct.id.clock >= to) return true;
      if (!struct.deleted) return false;
    }
    return true;
  });
}

/**
 * Who is where in the page. Everybody publishes a caret as relative positions of the page's text, so an editor of one
 * talk and one of the whole page read the same field. They are resolved when they arrive and shifted by the edits until
 * the next arrive: resolving costs more with everything that was ever typed.
 */
import type { Awareness } from "y-protocols/awareness";
import * as Y from "yjs";
import { mapOffset } from "../../server/text/edit.ts";
import { type Person, personIn } from "../people/person.ts";
import type { PageNews, TalkBinding } from "./talk-binding.ts";

/** Somebody else in the room. Offsets are the page's; null while they are in no text, or in text not here yet. */
export interface Peer {
  readonly client: number;
  readonly person: Person;
  /** Slug of the talk they have open; null for the whole page. */
  readonly talk: string | null;
  readonly selection: { readonly anchor: number; readonly head: number } | null;
  /** Text changed at their caret within the last moments. */
  readonly typing: boolean;
}

/** Carets cost more than text: at most five a second. */
const PUBLISH_EVERY_MS = 200;
/** For how long somebody who typed counts as typing. */
const TYPING_MS = 1500;
/** A caret that is published this soon after an edit ended at its place is the typist's. */
const FRESH_MS = 1000;

interface Known {
  person: Person;
  talk: string | null;
  cursor: unknown;
  selection: { anchor: number; head: number } | null;
  typedAt: number;
}

export class Presence {
  readonly #awareness: Awareness;
  readonly #changed: () => void;
  readonly #peers = new Map<number, Known>();
  #binding: TalkBinding | null = null;
  #unlisten: () => void = () => {};
  #publishing: ReturnType<typeof setTimeout> | undefined;
  #resting: ReturnType<typeof setTimeout> | undefined;
  #own: { anchor: number; head: number } | null = null;
  /** Where edits of others ended a moment ago, in offsets of the page now. */
  #spots: { readonly at: number; readonly when: number }[] = [];

  /** @param changed called after somebody came, went, moved or stopped typing. */
  constructor(awareness: Awareness, changed: () => void) {
    this.#awareness = awareness;
    this.#changed = changed;
    // Not "change": a caret in the middle of a line keeps its relative position while its owner types.
    awareness.on("update", this.#heard);
  }

  /** Takes the carets to another editor of the same page. */
  follow(binding: TalkBinding): void {
    this.#unlisten();
    this.#binding = binding;
    this.#own = null;
    this.#spots = [];
    this.#unlisten = binding.listen(this.#edited);
    for (const client of this.#awareness.getStates().keys()) this.#read(client);
    this.#changed();
  }

  /** Everybody but this window, in the order they came. */
  peers(): Peer[] {
    const now = Date.now();
    return [...this.#peers].map(([client, { person, talk, selection, typedAt }]) => {
      return { client, person, talk, selection, typing: now - typedAt < TYPING_MS };
    });
  }

  /** Tells the others where this window's selection is, in offsets of the editor's text. */
  publish(anchor: number, head: number): void {
    this.#own = { anchor, head };
    this.#publishing ??= setTimeout(this.#send, PUBLISH_EVERY_MS);
  }

  /** Tells the others which talk this window has open. */
  enter(talk: string | null): void {
    if (this.#awareness.getLocalState()?.talk !== talk) this.#awareness.setLocalStateField("talk", talk);
  }

  destroy(): void {
    this.#unlisten();
    clearTimeout(this.#publishing);
    clearTimeout(this.#resting);
    this.#awareness.off("update", this.#heard);
  }

  readonly #send = (): void => {
    this.#publishing = undefined;
    const binding = this.#binding;
    const own = this.#own;
    // What is being composed is not where the page's offsets say; the next selection comes soon.
    if (binding === null || own === null || binding.queued !== null) return;
    const { from, to } = binding.range;
    const at = (offset: number) => {
      const index = Math.min(from + offset, to);
      const position = Y.createRelativePositionFromTypeIndex(binding.text, index, index === to ? -1 : 0);
      return Y.relativePositionToJSON(position);
    };
    const cursor = { anchor: at(own.anchor), head: at(own.head) };
    const told = JSON.stringify(cursor);
    // A caret in the middle of a line is where it was, however much is typed before it.
    if (told === JSON.stringify(this.#awareness.getLocalState()?.cursor)) return;
    this.#awareness.setLocalStateField("cursor", cursor);
  };

  readonly #heard = (change: { added: number[]; updated: number[]; removed: number[] }): void => {
    for (const client of change.removed) this.#peers.delete(client);
    for (const client of [...change.added, ...change.updated]) this.#read(client);
    this.#changed();
  };

  #read(client: number): void {
    if (client === this.#awareness.clientID) return;
    const state = this.#awareness.getStates().get(client);
    const person = personIn(state?.user);
    if (state === undefined || person === null) {
      this.#peers.delete(client);
      return;
    }
    const talk = typeof state.talk === "string" ? state.talk : null;
    const cursor = state.cursor ?? null;
    const selection = this.#resolve(cursor);
    const known = { person, talk, cursor, selection, typedAt: this.#peers.get(client)?.typedAt ?? 0 };
    this.#noteTyping(known);
    this.#peers.set(client, known);
  }

  /** Whose caret stands where somebody has just typed is the one who types. */
  #noteTyping(peer: Known): void {
    const now = Date.now();
    if (!this.#spots.some(({ at, when }) => at === peer.selection?.head && now - when < FRESH_MS)) return;
    peer.typedAt = now;
    this.#rest();
  }

  /** Null for a position in text that has not arrived, and for what is no position at all: any client may send anything. */
  #resolve(cursor: unknown): { anchor: number; head: number } | null {
    const text = this.#binding?.text;
    if (!text?.doc || typeof cursor !== "object" || cursor === null) return null;
    const { anchor, head } = cursor as { anchor?: unknown; head?: unknown };
    try {
      const [a, h] = [anchor, head].map((json) => {
        const position = Y.createRelativePositionFromJSON(json);
        return text.doc && Y.createAbsolutePositionFromRelativePosition(position, text.doc);
      });
      return a?.type === text && h?.type === text ? { anchor: a.index, head: h.index } : null;
    } catch {
      return null;
    }
  }

  readonly #edited = ({ edits, whose, was, range }: PageNews): void => {
    const found: Known[] = [];
    for (const peer of this.#peers.values()) {
      if (peer.selection === null) {
        // A caret may come sooner than the text it stands in.
        peer.selection = this.#resolve(peer.cursor);
        if (peer.selection !== null) found.push(peer);
      } else if (edits.length > 0) {
        const { anchor, head } = peer.selection;
        peer.selection = { anchor: mapOffset(anchor, edits, 1), head: mapOffset(head, edits, 1) };
      }
    }
    const now = Date.now();
    const fresh = this.#spots.filter(({ when }) => now - when < FRESH_MS);
    this.#spots = fresh.map(({ at, when }) => ({ at: mapOffset(at, edits, 1), when }));
    if (whose === "other") for (const { to } of edits) this.#spots.push({ at: mapOffset(to, edits, 1), when: now });
    for (const peer of found) this.#noteTyping(peer);
    if (found.length > 0 || was.from !== range.from || was.standing !== range.standing) this.#changed();
  };

  /** Calls back once nobody has typed for a while. */
  #rest(): void {
    clearTimeout(this.#resting);
    this.#resting = setTimeout(() => this.#changed(), TYPING_MS + 50);
  }
}

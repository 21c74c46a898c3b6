import { createHash } from "node:crypto";
import * as Y from "yjs";
import { editsBetween } from "../text/diff.ts";
import type { Edit } from "../text/edit.ts";
import { applyAll } from "./page-apply.ts";

/**
 * A page as a Yjs document: its text in one Y.Text, and every way a text from outside becomes a change to it.
 *
 * A change from outside (a form's text, a commit made on the server) never becomes "set the text to this". It is made on
 * a *fork* of the state that holds the text it started from, and the fork is merged; so what was typed meanwhile stays,
 * and doing it twice, or in two processes, gives the same structs and changes nothing.
 */

/** Where a page's text lives in its Y.Doc. The y-websocket clients of the world rely on it. */
export const CONTENT = "content";

/** Yjs gives browsers 32-bit client ids; ours lie above, so that no browser can ever be given one of them. */
const FIRST_OWN_CLIENT_ID = 2 ** 32;
const OWN_CLIENT_IDS = 2 ** 53 - FIRST_OWN_CLIENT_ID;

/** The same parts give the same id, parts that differ give (but for 2^-53) another one. */
function clientIdOf(...parts: readonly (string | Uint8Array)[]): number {
  const hash = createHash("sha256");
  for (const part of parts) {
    hash.update(`${part.length}:`);
    hash.update(part);
  }
  return FIRST_OWN_CLIENT_ID + Number(hash.digest().readBigUInt64BE() % BigInt(OWN_CLIENT_IDS));
}

/**
 * A document holding `state`, with the garbage of deleted text collected as in a room, and then `updates`, of which those
 * are left out that a room leaves out too.
 */
export function docOf(state: Uint8Array, updates: readonly Uint8Array[] = []): Y.Doc {
  const doc = new Y.Doc();
  doc.transact(() => {
    Y.applyUpdate(doc, state);
    if (updates.length > 0) applyAll(doc, updates);
  });
  return doc;
}

/** The text of a state. Costs a whole load of it. */
export function textOf(state: Uint8Array): string {
  const doc = docOf(state);
  const text = doc.getText(CONTENT).toString();
  doc.destroy();
  return text;
}

/** The first state of a page's document. The same room and text give the same bytes. */
export function seedOf(room: string, text: string): Uint8Array {
  const doc = new Y.Doc();
  doc.clientID = clientIdOf("seed", room, text);
  if (text !== "") doc.getText(CONTENT).insert(0, text);
  const state = Y.encodeStateAsUpdate(doc);
  doc.destroy();
  return state;
}

/** Makes `content` read `text` by the fewest words: lines that stay are not touched. Call it inside a transaction. */
export function rewrite(content: Y.Text, text: string): void {
  applyTo(content, editsBetween(content.toString(), text));
}

function applyTo(content: Y.Text, edits: readonly Edit[]): void {
  // From the last edit to the first, so that the offsets of those still to come stay true.
  for (const edit of [...edits].reverse()) {
    if (edit.to > edit.from) content.delete(edit.from, edit.to - edit.from);
    if (edit.insert !== "") content.insert(edit.from, edit.insert);
  }
}

export interface Fork {
  /** What the change adds to the state it was forked from. */
  readonly update: Uint8Array;
  /** The forked state with the change in it; its text is the text that was asked for. */
  readonly state: Uint8Array;
}

/** The change that takes the text of `state` to `text`, made beside whatever else is typed on top of `state`. */
export function forkTo(room: string, state: Uint8Array, text: string): Fork {
  return fork(state, clientIdOf("fork", room, state, text), (content) => rewrite(content, text));
}

/** The same for edits that are known: nothing is guessed from the texts, so what they leave alone stays untouched. */
export function forkBy(room: string, state: Uint8Array, edits: readonly Edit[]): Fork {
  const clientId = clientIdOf("edits", room, state, JSON.stringify(edits));
  return fork(state, clientId, (content) => applyTo(content, edits));
}

function fork(state: Uint8Array, clientId: number, change: (content: Y.Text) => void): Fork {
  const doc = docOf(state);
  doc.clientID = clientId;
  const before = Y.encodeStateVector(doc);
  doc.transact(() => change(doc.getText(CONTENT)));
  const forked = { update: Y.encodeStateAsUpdate(doc, before), state: Y.encodeStateAsUpdate(doc) };
  doc.destroy();
  return forked;
}

/** What a change of a document's text was, as edits of the text before it. */
export function editsOf(event: Y.YTextEvent): Edit[] {
  const edits: Edit[] = [];
  let at = 0;
  for (const { retain = 0, delete: removed = 0, insert = "" } of event.delta) {
    at += retain;
    if (typeof insert === "string" && (removed > 0 || insert !== ""))
      edits.push({ from: at, to: at + removed, insert });
    at += removed;
  }
  return edits;
}

/**
 * What `ours` and `theirs` both made of `base`, in one text: the same forks, on a document that lives only here. Where
 * both changed a line, both changes are in it, word by word; nothing either side wrote is left out.
 */
export function joinTexts(base: string, ours: string, theirs: string): string {
  if (ours === theirs || theirs === base) return ours;
  if (ours === base) return theirs;
  const state = seedOf("join", base);
  const doc = docOf(state, [forkTo("ours", state, ours).update, forkTo("theirs", state, theirs).update]);
  const text = doc.getText(CONTENT).toString();
  doc.destroy();
  return text;
}

/** A talk's editor without a browser: CodeMirror's state, the binding, and nothing to draw on. */
import assert from "node:assert/strict";
import { EditorState, type TransactionSpec } from "@codemirror/state";
import * as Y from "yjs";
import { roomTextOnly } from "../../client/editor/editor-state.ts";
import { bindTalk, fromRoom, type Host, type TalkBinding } from "../../client/editor/talk-binding.ts";

/** The text shared in a room, as LIVE.md names it. */
export function contentOf(doc: Y.Doc): Y.Text {
  return doc.getText("content");
}

/** A document seeded as the server seeds one: from a client id no browser draws. */
export function seededDoc(text: string): Y.Doc {
  const doc = new Y.Doc();
  const own = doc.clientID;
  doc.clientID = 2 ** 33;
  contentOf(doc).insert(0, text);
  doc.clientID = own;
  return doc;
}

/** Another browser's copy of a document. */
export function copyOf(doc: Y.Doc): Y.Doc {
  const copy = new Y.Doc();
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc));
  return copy;
}

export class StateHost implements Host {
  readonly binding: TalkBinding;
  state: EditorState;

  constructor(binding: TalkBinding) {
    this.binding = binding;
    this.state = EditorState.create({ doc: binding.slice, extensions: [roomTextOnly()] });
    binding.attach(this);
  }

  dispatch(spec: TransactionSpec): void {
    const transaction = this.state.update(spec);
    this.state = transaction.state;
    if (transaction.docChanged && transaction.annotation(fromRoom) !== true) this.binding.took(transaction.changes);
  }

  /** The document, with what is queued for it while composing. */
  get shown(): string {
    const { doc } = this.state;
    return this.read(this.binding.queued === null ? doc : this.binding.queued.apply(doc));
  }

  get text(): string {
    return this.read(this.state.doc);
  }

  type(at: number, insert: string, remove = 0): void {
    this.dispatch({ changes: { from: at, to: at + remove, insert: this.state.toText(insert) } });
  }

  private read(doc: { sliceString(from: number, to?: number, separator?: string): string }): string {
    return doc.sliceString(0, undefined, "\n");
  }
}

/** Opens the editor of a talk, or with null of the whole page. */
export function openEditor(doc: Y.Doc, slug: string | null): StateHost {
  const binding = bindTalk(contentOf(doc), slug);
  assert.ok(binding, `the page has no talk ${slug}`);
  return new StateHost(binding);
}

/** An editor on a binding: CodeMirror with what this wiki needs of it, and nothing else. */
import { insertNewlineKeepIndent, standardKeymap } from "@codemirror/commands";
import { closeSearchPanel, findNext, findPrevious, openSearchPanel, search } from "@codemirror/search";
import { type ChangeSet, EditorState, type Extension } from "@codemirror/state";
import { EditorView, highlightActiveLine, keymap } from "@codemirror/view";
import { goOn, moveIn, moveOut, toggleMark } from "./commands.ts";
import { roomTextOnly } from "./editor-state.ts";
import { pasteLink, toggleBold, toggleItalic, toggleLink } from "./inline.ts";
import { fromRoom, type TalkBinding } from "./talk-binding.ts";
import { roomText } from "./whole-text.ts";

export interface EditorOptions {
  readonly parent: HTMLElement;
  readonly binding: TalkBinding;
  /** What the text is, for those who hear it. */
  readonly label: string;
  /** For the style element CodeMirror makes. */
  readonly nonce: string;
  readonly extensions: Extension;
}

const FIND_WORDS = { next: "Next", previous: "Previous", replace: "Replace", "replace all": "All", "match case": "Aa" };

/** Opens an editor and ties it to the binding. Destroy the view, then the binding. */
export function openEditor({ parent, binding, label, nonce, extensions }: EditorOptions): EditorView {
  const state = EditorState.create({
    doc: binding.slice,
    extensions: [
      roomTextOnly(),
      EditorView.clipboardInputFilter.of(roomText),
      EditorView.cspNonce.of(nonce),
      EditorView.lineWrapping,
      EditorView.perLineTextDirection.of(true),
      EditorView.contentAttributes.of({
        "aria-label": label,
        class: "src",
        tabindex: "0",
        spellcheck: "true",
        autocorrect: "on",
        autocapitalize: "sentences",
      }),
      highlightActiveLine(),
      search({ top: true }),
      EditorState.phrases.of(FIND_WORDS),
      writingKeys(binding),
      sending(binding),
      composing(binding),
      extensions,
    ],
  });
  const view = new EditorView({ state, parent });
  binding.attach(view);
  return view;
}

/** Own edits go to the room when the editor has taken them. */
function sending(binding: TalkBinding): Extension {
  return EditorView.updateListener.of(({ transactions }) => {
    let own: ChangeSet | null = null;
    for (const transaction of transactions) {
      if (!transaction.docChanged || transaction.annotation(fromRoom) === true) continue;
      own = own === null ? transaction.changes : own.compose(transaction.changes);
    }
    if (own !== null) binding.took(own);
  });
}

/** CodeMirror reads the last of a composition from the page only some moments after its end. */
const COMPOSED_MS = 80;

function composing(binding: TalkBinding): Extension {
  let ending: ReturnType<typeof setTimeout> | undefined;
  return EditorView.domEventObservers({
    compositionstart() {
      clearTimeout(ending);
      binding.compose(true);
    },
    compositionend() {
      clearTimeout(ending);
      ending = setTimeout(() => binding.compose(false), COMPOSED_MS);
    },
  });
}

function writingKeys(binding: TalkBinding): Extension {
  const undo = (): boolean => {
    binding.undo();
    return true;
  };
  const redo = (): boolean => {
    binding.redo();
    return true;
  };
  return [
    keymap.of([
      { key: "Mod-z", run: undo, preventDefault: true },
      { key: "Mod-y", mac: "Mod-Shift-z", run: redo, preventDefault: true },
      { key: "Mod-Shift-z", run: redo, preventDefault: true },
      { key: "Mod-.", run: toggleMark("TODO"), preventDefault: true },
      { key: "Mod-;", run: toggleMark("Q:"), preventDefault: true },
      { key: "Mod-b", run: toggleBold, preventDefault: true },
      { key: "Mod-i", run: toggleItalic, preventDefault: true },
      { key: "Mod-k", run: toggleLink, preventDefault: true },
      // Escape and then Tab leaves the text: CodeMirror sees to that before any key of ours.
      { key: "Tab", run: moveIn },
      { key: "Shift-Tab", run: moveOut },
      { key: "Enter", run: goOn },
      { key: "Enter", run: insertNewlineKeepIndent },
      { key: "Mod-f", run: openSearchPanel, scope: "editor search-panel" },
      { key: "Mod-g", run: findNext, shift: findPrevious, scope: "editor search-panel", preventDefault: true },
      { key: "Escape", run: closeSearchPanel, scope: "editor search-panel" },
      ...standardKeymap,
    ]),
    EditorView.domEventHandlers({
      paste({ clipboardData }, view) {
        if (view.composing || clipboardData === null || clipboardData.files.length > 0) return false;
        return pasteLink(clipboardData.getData("text/plain"))(view);
      },
      // The menu's and the phone's undo.
      beforeinput(event) {
        if (event.inputType === "historyUndo") return undo();
        return event.inputType === "historyRedo" && redo();
      },
    }),
  ];
}

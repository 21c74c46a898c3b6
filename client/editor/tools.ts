/** The phone's row of tools: the keys' commands under a thumb. */
import type { StateCommand } from "@codemirror/state";
import type { EditorView } from "@codemirror/view";
import { moveIn, moveOut, toggleCode, toggleItem, toggleMark } from "./commands.ts";
import { toggleBold, toggleItalic, toggleLink } from "./inline.ts";
import { part } from "./page-data.ts";

const TOOLS: Readonly<Record<string, StateCommand>> = {
  item: toggleItem,
  out: moveOut,
  in: moveIn,
  todo: toggleMark("TODO"),
  ask: toggleMark("Q:"),
  code: toggleCode,
  bold: toggleBold,
  italic: toggleItalic,
  link: toggleLink,
};

/** The last of a composition comes some moments after its end, and to the room after that (`editor-view.ts`). */
const COMPOSED_MS = 120;

/** @param undo takes back the writer's last edit: a phone has no key for it. */
export function listenToTools(view: () => EditorView | null, undo: () => void): void {
  const row = part("_tools");
  // The text keeps the focus, and with it the keyboard.
  row.addEventListener("mousedown", (event) => event.preventDefault());
  row.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-tool]") : null;
    const name = button?.dataset.tool ?? "";
    const target = view();
    if (target === null) return;
    afterComposing(target, () => {
      if (name === "undo") undo();
      else TOOLS[name]?.(target);
      target.focus();
    });
  });
}

/** A phone composes every word. One that is not finished is taken as it stands, then the text is changed around it. */
function afterComposing(view: EditorView, act: () => void): void {
  if (!view.composing) {
    act();
    return;
  }
  view.contentDOM.blur();
  view.focus();
  setTimeout(act, COMPOSED_MS);
}

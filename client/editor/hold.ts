/** When a held range is let go: the writer has stopped for a moment, or has left the text. */
import type { Extension } from "@codemirror/state";
import { type EditorView, ViewPlugin } from "@codemirror/view";
import type { Talk } from "../../server/text/event.ts";
import type { TalkBinding } from "./talk-binding.ts";
import { talksWithin } from "./talk-range.ts";

/** A pause after which a title is meant to be one. */
const IDLE_MS = 2500;
/** While the caret stands in what would leave the editor, the writer is given longer to think. */
const INSIDE_MS = 10_000;

/** @param parted called with the talks that were typed in this editor and have become talks of their own. */
export function letGoWhenIdle(binding: TalkBinding, parted: (talks: readonly Talk[]) => void): Extension {
  return [
    ViewPlugin.define((view) => {
      let timer: ReturnType<typeof setTimeout> | undefined;
      const letGo = (): void => {
        const talks = binding.letGo();
        if (talks.length > 0) parted(talks);
      };
      const wait = (): void => {
        clearTimeout(timer);
        if (binding.range.standing === "held")
          timer = setTimeout(letGo, writesInside(view, binding) ? INSIDE_MS : IDLE_MS);
      };
      const unlisten = binding.listen(wait);
      const left = (): void => {
        // Another window in front is no end of writing; another part of this page is.
        if (document.hasFocus()) letGo();
      };
      view.contentDOM.addEventListener("blur", left);
      return {
        destroy() {
          clearTimeout(timer);
          unlisten();
          view.contentDOM.removeEventListener("blur", left);
        },
      };
    }),
  ];
}

function writesInside(view: EditorView, { range, page }: TalkBinding): boolean {
  const caret = range.from + view.state.selection.main.head;
  return talksWithin(range, page.event).some((talk) => caret >= talk.from && caret <= talk.to);
}

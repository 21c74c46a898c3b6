/** The phone's row of tools: the keys' commands under a thumb. */
import type { StateCommand } from "@codemirror/state";
import type { EditorView } from "@codemirror/view";
import { moveIn, moveOut, toggleCode, toggleItem, toggleMark } from "./commands.ts";
import { part } from "./page-data.ts";

const TOOLS: Readonly<Record<string, StateCommand>> = {
  item: toggleItem,
  out: moveOut,
  in: moveIn,
  todo: toggleMark("TODO"),
  ask: toggleMark("Q:"),
  code: toggleCode,
};

export function listenToTools(view: () => EditorView | null): void {
  const row = part("_tools");
  // The text keeps the focus, and with it the keyboard.
  row.addEventListener("mousedown", (event) => event.preventDefault());
  row.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-tool]") : null;
    const tool = TOOLS[button?.dataset["tool"] ?? ""];
    const target = view();
    if (tool === undefined || target === null) return;
    tool(target);
    target.focus();
  });
}

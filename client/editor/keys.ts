/** Keys that work wherever the focus is, and the buttons that stand for the same. */

export interface KeyActs {
  save(): void;
  newTalk(): void;
  /** Opens the talk `step` further down; -1 is the one above. */
  turn(step: 1 | -1): void;
  help(): void;
}

const isMac = /Mac|iP(?:hone|ad|od)/.test(navigator.platform);

export function listenToKeys(acts: KeyActs): void {
  // On the way down: the editor must not take Ctrl-Enter for a line end.
  window.addEventListener("keydown", (event) => act(event, acts), { capture: true });
}

/** On a Mac the keys are others; what the page says of them must be true. */
export function nameKeys(page: ParentNode): void {
  if (!isMac) return;
  for (const key of page.querySelectorAll("kbd"))
    key.textContent = key.textContent.replace("Ctrl", "⌘").replace("Alt", "⌥");
}

function act(event: KeyboardEvent, acts: KeyActs): void {
  const run = chosen(event, acts);
  if (run === null) return;
  event.preventDefault();
  event.stopPropagation();
  run();
}

function chosen(event: KeyboardEvent, acts: KeyActs): (() => void) | null {
  const mod = isMac ? event.metaKey : event.ctrlKey;
  if (mod && !event.altKey && !event.shiftKey) {
    if (event.key === "s") return acts.save;
    if (event.key === "Enter") return acts.newTalk;
  }
  if (event.altKey && !mod && event.key === "PageDown") return () => acts.turn(1);
  if (event.altKey && !mod && event.key === "PageUp") return () => acts.turn(-1);
  // On many keyboards the stroke is written with Shift.
  if (mod && !event.altKey && event.key === "/") return acts.help;
  return event.key === "F1" ? acts.help : null;
}

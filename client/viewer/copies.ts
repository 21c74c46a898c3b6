import { sayAloud } from "./aloud.ts";

const SAID_MS = 2000;

/**
 * Shows the buttons that copy a command, where the browser lets a page copy. A link to a place of this page still leads
 * there, and is in the clipboard as well.
 */
export function offerCopies(): void {
  // Absent on pages that came over plain http from another machine.
  const clipboard: Clipboard | undefined = navigator.clipboard;
  if (clipboard === undefined) return;
  for (const button of document.querySelectorAll<HTMLButtonElement>("button[data-copy]")) button.hidden = false;
  document.addEventListener("click", (event) => {
    const part =
      event.target instanceof Element ? event.target.closest<HTMLElement>("[data-copy], a[data-link]") : null;
    if (part === null) return;
    const isLink = part instanceof HTMLAnchorElement;
    clipboard.writeText(isLink ? part.href : (part.dataset.copy ?? "")).then(
      () => say(part, isLink ? "Link copied" : "Copied"),
      () => say(part, "Not copied"),
    );
  });
}

/** For eyes beside what was pressed, and for ears. */
function say(part: HTMLElement, words: string): void {
  sayAloud(words);
  part.dataset.said = words;
  setTimeout(() => delete part.dataset.said, SAID_MS);
}

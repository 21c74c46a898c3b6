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
    clipboard.writeText(part instanceof HTMLAnchorElement ? part.href : (part.dataset.copy ?? "")).then(
      () => say(part, "Copied"),
      () => say(part, "Not copied"),
    );
  });
}

function say(part: HTMLElement, word: string): void {
  const label = part.getAttribute("aria-label");
  if (part.dataset.said !== undefined) return;
  part.dataset.said = word;
  part.setAttribute("aria-label", word);
  setTimeout(() => {
    delete part.dataset.said;
    if (label === null) part.removeAttribute("aria-label");
    else part.setAttribute("aria-label", label);
  }, SAID_MS);
}

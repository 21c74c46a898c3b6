const SAID_MS = 2000;

/** Shows the buttons that copy a command, where the browser lets a page copy. */
export function offerCopies(): void {
  // Absent on pages that came over plain http from another machine.
  const clipboard: Clipboard | undefined = navigator.clipboard;
  if (clipboard === undefined) return;
  for (const button of document.querySelectorAll<HTMLButtonElement>("button[data-copy]")) button.hidden = false;
  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-copy]") : null;
    if (button === null) return;
    clipboard.writeText(button.dataset.copy ?? "").then(
      () => say(button, "Copied"),
      () => say(button, "Not copied"),
    );
  });
}

function say(button: HTMLElement, word: string): void {
  const label = button.getAttribute("aria-label") ?? "";
  if (button.dataset.said !== undefined) return;
  button.dataset.said = word;
  button.setAttribute("aria-label", word);
  setTimeout(() => {
    delete button.dataset.said;
    button.setAttribute("aria-label", label);
  }, SAID_MS);
}

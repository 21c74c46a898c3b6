/** Changes a page under a reader's eyes: the line at the top of the window stays where it is. */
export function steadily(main: HTMLElement, change: () => void): void {
  const anchors = anchorsIn(main).map((element) => ({ element, top: element.getBoundingClientRect().top }));
  // The browser's own anchoring would move the page a second time.
  document.documentElement.style.overflowAnchor = "none";
  change();
  const kept = anchors.find(({ element }) => element.isConnected);
  if (kept !== undefined && scrollY > 0) scrollBy(0, kept.element.getBoundingClientRect().top - kept.top);
}

/** The first block that begins in the window, and the talk it is of, should the block go. */
function anchorsIn(main: HTMLElement): Element[] {
  // Not the list of talks: it stands still while the page moves.
  const blocks = main.querySelectorAll(":is(.head, .event__notes) :is(h1, h2, h3, p, li, pre, blockquote, tr)");
  for (const block of blocks) {
    if (block.getBoundingClientRect().top >= 0) return [block, block.closest(".talk")].filter((one) => one !== null);
  }
  return [];
}

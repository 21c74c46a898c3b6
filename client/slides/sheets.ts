/** Sizes that a slide is tried at on paper. What is still too long at the last one goes on over the next page. */
const sizes = [1, 0.94, 0.88, 0.82, 0.76, 0.7, 0.64];

/** Height of a sheet in CSS pixels: A4 across, less a pixel of what browsers round. */
const sheetHeight = (210 / 25.4) * 96 - 1;

/** With this class on the page reveal's own rules for paper hold back; but on the screen it shows all backgrounds. */
const ownPaper = "print-pdf";

/**
 * Has every slide fit its sheet whenever the deck is printed, however it is shown on the screen. The style sheet lays a
 * slide out as on paper while it has the class `is-sheet`.
 */
export function fitSheetsForPaper(deck: HTMLElement): void {
  const { classList } = document.documentElement;
  classList.remove(ownPaper);
  window.addEventListener("beforeprint", () => {
    classList.add(ownPaper);
    for (const slide of deck.querySelectorAll<HTMLElement>(".slides section.slide")) fitSheet(slide);
  });
  window.addEventListener("afterprint", () => classList.remove(ownPaper));
}

function fitSheet(slide: HTMLElement): void {
  slide.classList.add("is-sheet");
  for (const size of sizes) {
    slide.style.setProperty("--sheet-fit", String(size));
    if (slide.offsetHeight <= sheetHeight) break;
  }
  slide.classList.remove("is-sheet");
}

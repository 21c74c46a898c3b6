/** A phone's keyboard: some browsers lay it over the page and only say so (`visualViewport`). */

/** Less than this is a bar of the browser's own that comes and goes, px. */
const KEYBOARD = 80;

/** Keeps a page that fills the window above the keyboard, with its bar of tools. Of a page that is zoomed it keeps off. */
export function keepAboveKeyboard(page: HTMLElement): void {
  const seen = window.visualViewport;
  if (seen === null) return;
  const fit = (): void => {
    const covered = seen.scale < 1.01 && innerHeight - seen.height > KEYBOARD;
    page.style.height = covered ? `${seen.height}px` : "";
    page.style.translate = covered ? `0 ${seen.offsetTop}px` : "";
  };
  seen.addEventListener("resize", fit);
  seen.addEventListener("scroll", fit);
}

/** How much of a slide's room its content takes. */
export type Fullness = "fits" | "small" | "over";

/** The sizes a deck tries an overfull slide at (`slides/fit.ts`), and the one it scrolls at. */
const SIZES = [1, 0.92, 0.85, 0.78, 0.72, 0.66, 0.6];
const SCROLLING = 0.78;
/** Up to here one sees no difference from the back row. */
const UNSEEN = 0.85;

/** Shows the slide in `stage` at the size the deck would. */
export function fitStage(stage: HTMLElement): Fullness {
  const slide = stage.querySelector<HTMLElement>(".slide");
  if (slide === null) return "fits";
  for (const size of SIZES) {
    slide.style.setProperty("--fit", String(size));
    if (slide.scrollHeight <= slide.clientHeight + 1) return size < UNSEEN ? "small" : "fits";
  }
  slide.style.setProperty("--fit", String(SCROLLING));
  return "over";
}

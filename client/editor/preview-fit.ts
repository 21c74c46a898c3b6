import { fitTo, SCROLLING, SIZES, setSize } from "../slides/sizes.ts";

/** How much of a slide's room its content takes. */
export type Fullness = "fits" | "small" | "over";

/** Up to here one sees no difference from the back row. */
const UNSEEN = 0.85;

/** Shows the slide in `stage` at the size the deck would. */
export function fitStage(stage: HTMLElement): Fullness {
  const slide = stage.querySelector<HTMLElement>(".slide");
  if (slide === null) return "fits";
  const size = fitTo(slide, SIZES);
  if (size !== null) return size < UNSEEN ? "small" : "fits";
  setSize(slide, SCROLLING);
  return "over";
}

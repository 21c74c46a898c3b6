import type { Cut } from "../../server/text/deck-settings.ts";
import { fitTo, SCROLLING, SIZES, setSize } from "../slides/sizes.ts";

/** How much of a slide's room its content takes. */
export type Fullness = "fits" | "small" | "over";

/** What a writer is told of a slide, and of how its deck is cut. */
export function fullWords(fullness: Fullness, cut: Cut): string {
  if (fullness === "fits") return "";
  if (fullness === "small") return "A full slide: it is shown in smaller type.";
  return `More than a slide holds: it has to be scrolled. ${nextWords(cut)} the next one.`;
}

function nextWords(cut: Cut): string {
  if (cut.by === "headings") return "A title begins";
  return cut.by === "separators" ? `A line of ${cut.below ?? cut.right} begins` : "Two blank lines begin";
}

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

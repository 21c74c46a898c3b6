import type { RevealApi } from "reveal.js";
import { fitTo, SCROLLING, SIZES, setSize } from "./sizes.ts";

/** On a screen this narrow, in CSS pixels, slides are read in the hand: they scroll and keep their size. */
const hand = 640;

/** Part of the window's height that one press of an arrow key moves a long slide. */
const step = 0.7;

/** Makes an overfull slide smaller until all of it shows, or lets it scroll. Nothing is ever cut off. */
export function fitSlide(slide: HTMLElement): void {
  slide.classList.remove("is-long");
  slide.removeAttribute("tabindex");
  const inHand = innerWidth <= hand;
  if (fitTo(slide, inHand ? [1] : SIZES) !== null) return;
  setSize(slide, inHand ? 1 : SCROLLING);
  slide.classList.add("is-long");
  // A box that scrolls must be reachable with the keyboard.
  slide.tabIndex = 0;
}

/** On a long slide the arrow keys read on first, and leave the slide at its end. */
export function scrollLongSlides(deck: RevealApi): void {
  const keys = new Map([
    ["ArrowDown", 1],
    ["ArrowUp", -1],
  ]);
  // Before reveal, which listens to the same keys on the document.
  window.addEventListener(
    "keydown",
    (event) => {
      const direction = keys.get(event.key);
      const slide = deck.getCurrentSlide();
      if (direction === undefined || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
      if (deck.isOverview() || !slide.classList.contains("is-long") || !canScroll(slide, direction)) return;
      event.preventDefault();
      event.stopPropagation();
      slide.scrollBy({ top: direction * step * slide.clientHeight });
    },
    { capture: true },
  );
}

function canScroll(slide: HTMLElement, direction: number): boolean {
  const end = slide.scrollHeight - slide.clientHeight;
  return direction > 0 ? slide.scrollTop < end - 1 : slide.scrollTop > 1;
}

import type { RevealApi } from "reveal.js";
import { indexOfPlace, type NamedSlide, namedSlide, type Place } from "./naming.ts";

/** Where the deck is. */
export function placeOf(deck: RevealApi): Place {
  const { id, print } = named(deck.getCurrentSlide());
  return { slide: id, print, step: deck.getIndices().f ?? -1 };
}

/** Shows a place; false where there is no such slide. */
export function goToPlace(deck: RevealApi, place: Place): boolean {
  const slides = deck.getSlides() as HTMLElement[];
  const slide = slides[indexOfPlace(slides.map(named), place)];
  if (slide === undefined) return false;
  const { h, v } = deck.getIndices(slide);
  deck.slide(h, v, place.step);
  return true;
}

/**
 * Lets the deck change its slides and stay where it is: on the same slide, with the same steps shown and the same lines in
 * the window; where the slide is gone, on the one before it.
 *
 * @param grow returns whether anything is another now.
 */
export function growDeck(deck: RevealApi, grow: () => boolean): void {
  const slide = deck.getCurrentSlide();
  const { f } = deck.getIndices();
  const { scrollTop } = slide;
  const before = (deck.getSlides() as HTMLElement[]).slice(0, deck.getSlidePastCount() + 1).reverse();
  // Where it is told to, reveal makes all backgrounds anew.
  if (!grow()) return;
  const stays = before.find((one) => one.isConnected) ?? (deck.getSlides() as HTMLElement[])[0];
  deck.sync();
  if (stays === undefined) return;
  const { h, v } = deck.getIndices(stays);
  deck.slide(h, v, f ?? -1);
  slide.scrollTop = scrollTop;
}

/** Does it now, or when the slides are no more shown all at once: reveal places them only as it opens that view. */
export function whenNotInOverview(deck: RevealApi, act: () => void): void {
  if (!deck.isOverview()) {
    act();
    return;
  }
  const acted = (): void => {
    deck.off("overviewhidden", acted);
    act();
  };
  deck.on("overviewhidden", acted);
}

/** A slide of the deck by its name. */
export function named(slide: HTMLElement): NamedSlide {
  return namedSlide(slide.id, slide.querySelector(":scope > .slide__in"));
}

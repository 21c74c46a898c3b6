import type { RevealApi } from "reveal.js";
import { named } from "./moves.ts";
import { indexOfHash, slideHash } from "./slide-hash.ts";

/** Browsers refuse a page that changes its address all the time: at most once in this time, ms. */
const PAUSE_MS = 400;

/** Keeps the end of the address the name of the slide that is shown. */
export interface DeckAddress {
  /** The deck has moved, or its slides are others now. */
  follow(): void;
}

/** Has the deck go where a link within the page, or the person at the address line, says. */
export function bindAddress(deck: RevealApi): DeckAddress {
  let resting = false;

  function write(): void {
    const slides = deck.getSlides() as HTMLElement[];
    const hash = slideHash(slides.map(named), slides.indexOf(deck.getCurrentSlide()));
    if (hash !== "" && location.hash !== hash) history.replaceState(history.state, "", hash);
  }

  window.addEventListener("hashchange", () => {
    const slide = slideAt(deck.getSlides() as HTMLElement[], location.hash);
    if (slide === null || slide === deck.getCurrentSlide()) return;
    const { h, v } = deck.getIndices(slide);
    deck.slide(h, v);
  });
  return {
    follow() {
      if (resting) return;
      resting = true;
      write();
      setTimeout(() => {
        resting = false;
        write();
      }, PAUSE_MS);
    },
  };
}

/**
 * The slide that the end of an address leads to: by its name, by the id of something on it, or as reveal counts, by the
 * numbers of column and slide from 0 (`#/2/1`). Null for none of them.
 *
 * @param slides in their order, each in its column.
 */
export function slideAt(slides: readonly HTMLElement[], hash: string): HTMLElement | null {
  const byName = slides[indexOfHash(slides.map(named), hash)];
  if (byName !== undefined) return byName;
  const on = document.getElementById(decoded(hash.replace(/^#\/?/, "")));
  const [, column, row = "0"] = /^#\/(\d+)(?:\/(\d+))?/.exec(hash) ?? [];
  if (on !== null || column === undefined) return on?.closest<HTMLElement>(".slides section.slide") ?? null;
  return slides.find((slide) => revealHash(slide) === `#/${Number(column)}/${Number(row)}`) ?? null;
}

/** The address by which reveal finds a slide whatever its name, before it has started too. */
export function revealHash(slide: HTMLElement): string {
  const parent = slide.parentElement;
  if (parent === null) return "";
  const row = [...parent.children].indexOf(slide);
  if (parent.matches(".slides")) return `#/${row}/0`;
  return `#/${[...(parent.parentElement?.children ?? [])].indexOf(parent)}/${row}`;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

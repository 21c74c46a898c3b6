import Reveal, { type RevealApi, type RevealConfig } from "reveal.js";
import { isSilenced } from "../letters.ts";
import { bindDock } from "./dock.ts";
import { fitSlide, scrollLongSlides } from "./fit.ts";
import { type DeckLink, linkDeck } from "./link.ts";

/** Our style sheet lays the slides out, and the dock stands for reveal's own controls. */
const settings: RevealConfig = {
  disableLayout: true,
  display: "grid",
  center: false,
  controls: false,
  progress: false,
  hash: true,
  transition: "none",
  backgroundTransition: "none",
  // Lets any window that holds this one call its functions.
  postMessage: false,
  keyboardCondition: (event) => !isSilenced(event),
  scrollActivationWidth: 0,
};

/** Turns the stacked slides of the page into a deck that is shown one slide at a time. */
export async function startDeck(element: HTMLElement): Promise<void> {
  const deck = new Reveal(element, settings);
  await initialize(deck);
  const dock = bindDock(deck);
  const link = linkSpeaker(deck, element.dataset["channel"] ?? "");
  const arrived = (): void => {
    const slide = deck.getCurrentSlide();
    fitSlide(slide);
    dock.show(slide);
    link.tell({ kind: "at", slide: slide.id });
  };
  deck.on("slidechanged", arrived);
  const refit = (): void => fitSlide(deck.getCurrentSlide());
  window.addEventListener("resize", refit);
  // Pictures come late and bring their size. Their events do not bubble.
  element.addEventListener("load", refit, { capture: true });
  scrollLongSlides(deck);
  arrived();
}

/**
 * Reveal takes every parameter of the address for one of its settings, ours and whatever a link may bring along. It
 * reads them before this function returns, so the address is bare just for that moment.
 */
function initialize(deck: RevealApi): Promise<unknown> {
  const { href, pathname, hash } = location;
  history.replaceState(history.state, "", pathname + hash);
  const ready = deck.initialize();
  history.replaceState(history.state, "", href);
  return ready;
}

/** Follows the speaker's window, and tells it where the deck is. */
function linkSpeaker(deck: RevealApi, channel: string): DeckLink {
  const link = linkDeck(channel, (message) => {
    if (message.kind === "hello") link.tell({ kind: "at", slide: deck.getCurrentSlide().id });
    if (message.kind === "go") goTo(deck, message.slide);
  });
  return link;
}

function goTo(deck: RevealApi, id: string): void {
  const slide = document.getElementById(id);
  if (slide === null || slide === deck.getCurrentSlide()) return;
  const { h, v } = deck.getIndices(slide);
  deck.slide(h, v);
}

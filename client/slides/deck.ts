import Reveal, { type RevealApi, type RevealConfig } from "reveal.js";
import { isSilenced } from "../letters.ts";
import { bindAddress, revealHash, slideAt } from "./address.ts";
import { bindDock } from "./dock.ts";
import { fitSlide, scrollLongSlides } from "./fit.ts";
import { rememberSlides } from "./grow.ts";
import { type DeckLink, linkDeck } from "./link.ts";
import { takeLinks } from "./moved.ts";
import { goToPlace, growDeck, placeOf, whenNotInOverview } from "./moves.ts";
import { startPresenting } from "./presenting.ts";
import { keepRenewing } from "./renewal.ts";
import { startTheme } from "./theme.ts";

/** Our style sheet lays the slides out, and the dock stands for reveal's own controls. */
const settings: RevealConfig = {
  disableLayout: true,
  display: "grid",
  center: false,
  controls: false,
  progress: false,
  // Ours names slides so that they are found after edits.
  hash: false,
  respondToHashChanges: false,
  transition: "none",
  backgroundTransition: "none",
  // Lets any window that holds this one call its functions.
  postMessage: false,
  keyboardCondition: (event) => !isSilenced(event) && !isPress(event),
  scrollActivationWidth: 0,
};

/** Turns the stacked slides of the page into a deck that is shown one slide at a time. */
export async function startDeck(element: HTMLElement): Promise<void> {
  const slides = element.querySelector<HTMLElement>(".slides");
  if (slides === null) throw new Error("a deck without slides");
  const sources = rememberSlides(slides);
  const deck = new Reveal(element, settings);
  await initialize(deck, slides);
  const refit = (): void => fitSlide(deck.getCurrentSlide());
  startTheme(() => {
    refit();
    // Reveal judges by the colours whether a slide's own background is dark.
    deck.sync();
  });
  const dock = bindDock(deck);
  const address = bindAddress(deck);
  const link = linkSpeaker(deck, element.dataset["channel"] ?? "");
  /** What moves is not the person: the presenter, or the deck under edits. */
  let moving = false;
  const byItself = (move: () => void): void => {
    moving = true;
    move();
    moving = false;
  };

  const presenting = startPresenting(
    element,
    {
      place: () => placeOf(deck),
      goTo(place) {
        let found = false;
        byItself(() => {
          found = goToPlace(deck, place);
        });
        return found;
      },
    },
    keepRenewing((page) => {
      const fresh = page.querySelector(".slides");
      if (fresh === null) return;
      takeLinks(document, page);
      link.join(page.querySelector<HTMLElement>(".reveal")?.dataset["channel"] ?? "");
      whenNotInOverview(deck, () => {
        byItself(() => growDeck(deck, () => sources.grow(fresh)));
        arrived();
        presenting?.renewed();
      });
    }),
  );
  deck.addKeyBinding({ keyCode: 82, key: "R", description: "Back to the presenter" }, () => presenting?.comeBack());

  function arrived(): void {
    const slide = deck.getCurrentSlide();
    const { scrollTop } = slide;
    fitSlide(slide);
    slide.scrollTop = scrollTop;
    dock.show(slide);
    address.follow();
    link.tell({ kind: "at", slide: slide.id });
  }
  deck.on("slidechanged", () => {
    arrived();
    if (!moving) presenting?.moved();
  });
  for (const step of ["fragmentshown", "fragmenthidden"]) {
    deck.on(step, () => {
      if (!moving) presenting?.moved();
    });
  }
  window.addEventListener("resize", refit);
  // Pictures come late and bring their size. Their events do not bubble.
  element.addEventListener("load", refit, { capture: true });
  scrollLongSlides(deck);
  arrived();
}

/**
 * Starts at the slide that the address names. Reveal takes every parameter of it for one of its settings, ours and whatever
 * a link may bring along; it reads them before this function returns, so the address is bare just for that moment. The
 * slide it reads later, by numbers.
 */
function initialize(deck: RevealApi, slides: HTMLElement): Promise<unknown> {
  const { pathname, search, hash } = location;
  const first = slideAt([...slides.querySelectorAll<HTMLElement>("section.slide")], hash);
  const start = first === null ? "#/" : revealHash(first);
  history.replaceState(history.state, "", pathname + start);
  const ready = deck.initialize();
  history.replaceState(history.state, "", pathname + search + start);
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

/** The space bar on a button presses it, and Enter follows a link. */
function isPress({ key, target }: KeyboardEvent): boolean {
  const pressed = key === "Enter" || key === " ";
  return pressed && target instanceof Element && target.closest(":is(.dock, .told) :is(a, button)") !== null;
}

function goTo(deck: RevealApi, id: string): void {
  const slide = document.getElementById(id);
  if (slide === null || slide === deck.getCurrentSlide()) return;
  const { h, v } = deck.getIndices(slide);
  deck.slide(h, v);
}

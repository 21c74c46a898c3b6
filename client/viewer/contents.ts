/** The talks of a page, and the one that is being read. */
export interface Scroll {
  talks(): HTMLElement[];
  /** The talk at the reading line; null above the first one, and on pages without talks. */
  current(): HTMLElement | null;
  /** Looks again, after the page has changed. */
  update(): void;
}

/** Where the eye is: this share of the window below its top. */
const READING_LINE = 0.3;
const wide = matchMedia("(min-width: 60.01rem)");

/** Marks the talk that is being read, in the text and in the list of talks, as the page is scrolled. */
export function followScroll(): Scroll {
  let here: HTMLElement | null = null;
  let waiting = false;
  const talks = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>(".event .talk")];

  function update(): void {
    waiting = false;
    here = talks().findLast((talk) => talk.getBoundingClientRect().top < innerHeight * READING_LINE) ?? null;
    for (const talk of talks()) talk.classList.toggle("is-here", talk === here);
    for (const link of document.querySelectorAll<HTMLAnchorElement>(".toc__list a")) {
      const current = here !== null && decodeURIComponent(link.hash.slice(1)) === here.id;
      if (!current) link.removeAttribute("aria-current");
      else if (link.ariaCurrent !== "location") {
        link.setAttribute("aria-current", "location");
        keepInSight(link);
      }
    }
  }

  const later = (): void => {
    if (!waiting) requestAnimationFrame(update);
    waiting = true;
  };
  const unfold = (): void => {
    const fold = document.querySelector<HTMLDetailsElement>(".toc__fold");
    if (fold !== null) fold.open = wide.matches;
  };

  addEventListener("scroll", later, { passive: true });
  addEventListener("resize", later);
  wide.addEventListener("change", unfold);
  unfold();
  update();
  return { talks, current: () => here, update };
}

/** Scrolls the list, never the page. */
function keepInSight(link: HTMLElement): void {
  const fold = link.closest<HTMLElement>(".toc__fold");
  if (fold === null || !wide.matches) return;
  const [inner, outer] = [link.getBoundingClientRect(), fold.getBoundingClientRect()];
  if (inner.top < outer.top) fold.scrollTop -= outer.top - inner.top;
  else if (inner.bottom > outer.bottom) fold.scrollTop += inner.bottom - outer.bottom;
}

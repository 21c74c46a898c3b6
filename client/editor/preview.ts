/**
 * What is written, rendered beside it: as the page, which goes along with the caret, or as the slide at the caret. The
 * server renders and sanitises; this asks seldom, in order, and patches gently.
 */
import { parseSlides } from "../../server/text/slides.ts";
import { patch } from "../patch.ts";
import { ownTheme, type Theme } from "../slides/theme.ts";
import { part } from "./page-data.ts";
import { post } from "./post.ts";
import { fitStage, fullWords } from "./preview-fit.ts";
import { createParts, type PagePart } from "./preview-parts.ts";
import { createFollowing } from "./preview-place.ts";
import { cutIn } from "./talk-slides.ts";

/** What is rendered, and where in it one writes. */
export interface Written {
  /** The whole page; of a talk that is nowhere on it, its own text. */
  readonly text: string;
  /** Slug of the talk that is shown of it; null: all. */
  readonly talk: string | null;
  /** The talk that holds the caret, null for what is before the talks; its part of the text. */
  readonly around: { readonly talk: string | null; readonly from: number; readonly to: number };
  /** Where the caret is in the text. */
  readonly caret: number;
}

export interface Preview {
  /** Shows this text soon. Calls in between are left out. */
  show(written: Written): void;
  /** Only the caret is another. */
  move(written: Written): void;
  destroy(): void;
}

interface PageAnswer {
  readonly parts: readonly PagePart[];
  readonly rendered: boolean;
}

interface SlideAnswer {
  readonly html: string;
  readonly rendered: boolean;
  readonly theme: Theme | null;
}

/** After a change: long enough to gather a word, short enough to seem at once. */
const QUIET_MS = 150;
/** Where the choice between page and slide is kept while the window is open. */
const KEPT = "plenary-preview";

const AS_WRITTEN_WORDS = "Shown as it is written: laying out a page like this takes too long.";

/** While the preview is hidden, nothing is asked. */
export function createPreview(address: () => string): Preview {
  const [section, page, stage] = [part("_pre"), part("_preview"), part("_stage")];
  const [asPage, asSlide] = [part<HTMLInputElement>("_as-page"), part<HTMLInputElement>("_as-slide")];
  const says = part("_says");
  const parts = createParts(page);
  const following = createFollowing(part("_pre-scroll"));
  let written: Written | null = null;
  let due = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let asking = false;
  let took = 0;
  let slide = -1;
  let rendered = true;
  let theme: Theme | null = null;

  const seen = new ResizeObserver(() => {
    if (due) later();
    else fitOrFollow();
  });

  function later(): void {
    due = true;
    clearTimeout(timer);
    // A page that takes long to render is asked for as seldom.
    timer = setTimeout(() => void ask(), Math.max(QUIET_MS, took));
  }

  /** One question at a time, so that answers cannot overtake each other. */
  async function ask(): Promise<void> {
    if (asking || !due || written === null || section.offsetWidth === 0) return;
    due = false;
    asking = true;
    const { text, talk, caret } = written;
    const slides = asSlide.checked;
    slide = slides ? slideAt(written) : -1;
    const began = performance.now();
    const shown = slides ? await askSlide(text, talk, caret) : await askPage(text, talk);
    took = performance.now() - began;
    asking = false;
    if (shown) fitOrFollow();
    if (due) later();
  }

  /** True where it is shown: who has turned to the other view meanwhile has asked again. */
  async function askPage(text: string, talk: string | null): Promise<boolean> {
    const answer = await post<PageAnswer>(address(), { text, talk });
    if (!("value" in answer) || asSlide.checked) return false;
    rendered = answer.value.rendered;
    parts.show(answer.value.parts);
    return true;
  }

  async function askSlide(text: string, talk: string | null, at: number): Promise<boolean> {
    const answer = await post<SlideAnswer>(address(), { text, talk, at });
    if (!("value" in answer) || !asSlide.checked) return false;
    ({ rendered, theme } = answer.value);
    render(stage, answer.value.html);
    colour();
    return true;
  }

  /** The stage's colours, as the deck would have them for this viewer. */
  function colour(): void {
    const chosen = ownTheme() ?? theme;
    if (chosen === null) delete stage.dataset.theme;
    else stage.dataset.theme = chosen;
  }

  function fitOrFollow(): void {
    if (section.offsetWidth === 0 || written === null) return;
    if (asSlide.checked) {
      say(rendered ? fullWords(fitStage(stage), cutIn(written.text, written.text)) : AS_WRITTEN_WORDS);
      return;
    }
    say(rendered ? "" : AS_WRITTEN_WORDS);
    const { text, caret, around } = written;
    const place = parts.element(around.talk);
    if (place !== null) following.follow(place, text.slice(around.from, around.to), caret - around.from);
    else if (!rendered) following.follow(page, text, caret);
  }

  function say(words: string): void {
    if (says.textContent !== words) says.textContent = words;
  }

  function turn(): void {
    const slides = asSlide.checked;
    [page.hidden, stage.hidden] = [slides, !slides];
    say("");
    keep(slides ? "slide" : "page");
    if (written !== null) later();
  }

  // A link leads out of the editor: never in its place.
  section.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    if (link === null || event.defaultPrevented) return;
    event.preventDefault();
    if (link.getAttribute("href")?.startsWith("#") !== true) window.open(link.href, "_blank", "noopener");
  });
  // Pictures come late and bring their size. Their events do not bubble.
  stage.addEventListener("load", fitOrFollow, { capture: true });
  asPage.addEventListener("change", turn);
  asSlide.addEventListener("change", turn);
  // Another window chose other colours for decks.
  addEventListener("storage", colour);
  asSlide.checked = kept() === "slide";
  turn();
  seen.observe(section);

  return {
    show(now) {
      written = now;
      later();
    },
    move(now) {
      written = now;
      if (due || asking) return;
      if (!asSlide.checked) fitOrFollow();
      else if (slideAt(now) !== slide) later();
    },
    destroy() {
      clearTimeout(timer);
      removeEventListener("storage", colour);
      seen.disconnect();
    },
  };
}

function slideAt({ text, caret }: Written): number {
  return parseSlides(text)
    .flat()
    .findLastIndex(({ from }) => from <= caret);
}

function kept(): string | null {
  try {
    return sessionStorage.getItem(KEPT);
  } catch {
    return null;
  }
}

function keep(view: string): void {
  try {
    sessionStorage.setItem(KEPT, view);
  } catch {
    // A browser that keeps nothing opens the page the next time.
  }
}

/** Leaves alone what stays the same: pictures, a selection, the place one has scrolled to. */
function render(place: HTMLElement, html: string): void {
  const fresh = place.cloneNode(false) as HTMLElement;
  fresh.innerHTML = html;
  patch(place, fresh);
}

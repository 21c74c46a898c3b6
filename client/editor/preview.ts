/**
 * What is written, rendered beside it: as the page, which goes along with the caret, or as the slide at the caret. The
 * server renders and sanitises; this asks seldom, in order, and patches gently.
 */
import { parseSlides } from "../../server/text/slides.ts";
import { patch } from "../patch.ts";
import { part } from "./page-data.ts";
import { post } from "./post.ts";
import { type Fullness, fitStage } from "./preview-fit.ts";
import { createFollowing } from "./preview-place.ts";

/** What is rendered, and where in it one writes. */
export interface Written {
  /** The whole page; of a talk that is nowhere on it, its own text. */
  readonly text: string;
  /** Slug of the talk that is shown of it; null: all. */
  readonly talk: string | null;
  /** Where what is shown begins in the text: titles and lines above it do not count. */
  readonly from: number;
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

interface Answer {
  readonly html: string;
}

/** After a change: long enough to gather a word, short enough to seem at once. */
const QUIET_MS = 150;
/** Where the choice between page and slide is kept while the window is open. */
const KEPT = "plenary-preview";

const FULL_WORDS: Readonly<Record<Fullness, string>> = {
  fits: "",
  small: "A full slide: it is shown in smaller type.",
  over: "More than a slide holds: it has to be scrolled. Two blank lines begin the next one.",
};

/** While the preview is hidden, nothing is asked. */
export function createPreview(address: () => string): Preview {
  const [section, page, stage] = [part("_pre"), part("_preview"), part("_stage")];
  const [asPage, asSlide] = [part<HTMLInputElement>("_as-page"), part<HTMLInputElement>("_as-slide")];
  const full = part("_full");
  const following = createFollowing(part("_pre-scroll"), page);
  let written: Written | null = null;
  let due = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let asking = false;
  let took = 0;
  let slide = -1;

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
    const answer = await post<Answer>(address(), slides ? { text, talk, at: caret } : { text, talk });
    took = performance.now() - began;
    asking = false;
    // Who has turned to the other view meanwhile has asked again.
    if ("value" in answer && slides === asSlide.checked) {
      render(slides ? stage : page, answer.value.html);
      fitOrFollow();
    }
    if (due) later();
  }

  function fitOrFollow(): void {
    if (section.offsetWidth === 0 || written === null) return;
    if (!asSlide.checked) following.follow(written.text.slice(written.from), written.caret - written.from);
    else full.textContent = FULL_WORDS[fitStage(stage)];
  }

  function turn(): void {
    const slides = asSlide.checked;
    [page.hidden, stage.hidden, full.hidden] = [slides, !slides, !slides];
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

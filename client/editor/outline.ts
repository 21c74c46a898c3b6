/** The page's talks in the left column: who is in which, the one that is open with its slides, and a way to a new one. */
import type { Talk } from "../../server/text/event.ts";
import { facesOf } from "../people/faces.ts";
import type { Person } from "../people/person.ts";
import { addressOf } from "./page-data.ts";
import type { OutlineSlide } from "./talk-slides.ts";

export interface OutlineState {
  readonly talks: readonly Talk[];
  /** Slug of the talk that is open; null for the whole page. */
  readonly current: string | null;
  /** Of the open talk. */
  readonly slides: readonly OutlineSlide[];
  /** Where the writer's caret is, in the editor's text. */
  readonly caret: number;
  readonly people: readonly { readonly person: Person; readonly talk: string | null }[];
}

export interface OutlineActs {
  open(talk: string | null): void;
  goTo(offset: number): void;
}

/** @param list an empty `ol`, rebuilt on every `show` that differs from the last. */
export function createOutline(list: HTMLElement, editAddress: () => string, acts: OutlineActs) {
  let shown = "";

  list.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-talk], [data-at]") : null;
    // With a key held, the browser does what links do.
    if (target === null || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const { talk, at } = target.dataset;
    if (talk !== undefined) acts.open(talk);
    else acts.goTo(Number(at));
  });

  return {
    show(state: OutlineState): void {
      const items = state.talks.map((talk) => item(talk, state, editAddress()));
      const html = items.map((element) => element.outerHTML).join("");
      if (html === shown) return;
      shown = html;
      const focused = list.contains(document.activeElement) ? document.activeElement?.getAttribute("data-talk") : null;
      list.replaceChildren(...items);
      if (focused) list.querySelector<HTMLElement>(`[data-talk="${CSS.escape(focused)}"]`)?.focus();
    },
  };
}

function item(talk: Talk, { current, slides, caret, people }: OutlineState, editAddress: string): HTMLElement {
  const element = document.createElement("li");
  const link = document.createElement("a");
  link.href = addressOf(editAddress, talk.slug);
  link.dataset.talk = talk.slug;
  link.textContent = talk.title;
  element.append(link, ...facesOf(people.filter((one) => one.talk === talk.slug).map(({ person }) => person)));
  if (talk.slug !== current) return element;
  element.setAttribute("aria-current", "true");
  if (slides.length > 1) element.append(slideList(slides, caret));
  return element;
}

function slideList(slides: readonly OutlineSlide[], caret: number): HTMLElement {
  const list = document.createElement("ol");
  const here = slides.findLastIndex(({ from }) => from <= caret);
  for (const [n, { words, from }] of slides.entries()) {
    const element = document.createElement("li");
    if (n === Math.max(here, 0)) element.setAttribute("aria-current", "true");
    const button = document.createElement("button");
    button.type = "button";
    button.dataset.at = String(from);
    const number = document.createElement("span");
    number.className = "num";
    number.textContent = String(n + 1);
    const label = document.createElement("span");
    label.textContent = words;
    button.append(label, " ", number);
    element.append(button);
    list.append(element);
  }
  return list;
}

/** The page's talks in the left column: who is in which, the one that is open with its slides, and a way to a new one. */
import type { Talk } from "../../server/text/event.ts";
import { plainText } from "../../server/text/plain-text.ts";
import { parseSlides } from "../../server/text/slides.ts";
import { facesOf, type Person } from "./faces.ts";
import { addressOf } from "./page-data.ts";

/** One slide of the open talk, in offsets of the editor's text. */
export interface OutlineSlide {
  readonly words: string;
  readonly from: number;
  readonly to: number;
}

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
export function createOutline(list: HTMLElement, editAddress: string, acts: OutlineActs) {
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
      const items = state.talks.map((talk) => item(talk, state, editAddress));
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

const LONGEST = 32;
/** Signs before an item's words: list marks, TODO, quotes, hashes. */
const SIGNS = /^[\s>#]*(?:[-*+]|\d+[.)])?\s*(?:TODO\b:?|Q:)?\s*/;
const NO_WORDS = /^\s*(?:-+|=+|`{3,}.*|~{3,}.*)?\s*$/;

/** A talk's slides, each by its first words. `body` is where the notes start, behind title and speakers. */
export function slidesOf(text: string, body: number): OutlineSlide[] {
  return parseSlides(text)
    .flat()
    .map(({ from, to }, n) => {
      const start = n === 0 ? Math.min(Math.max(from, body), to) : from;
      const lines = text.slice(start, to).split("\n");
      const line = lines.find((one) => !NO_WORDS.test(one)) ?? text.slice(from, to).split("\n")[0] ?? "";
      return { words: shorten(plainText(line.replace(SIGNS, ""))), from, to };
    });
}

/** The first words, cut where a thought pauses or where the column ends. */
function shorten(words: string): string {
  const thought = /^(.{4,}?)[,:;.(–—]\s/u.exec(words)?.[1] ?? words;
  if (thought.length <= LONGEST) return thought;
  const cut = thought.slice(0, LONGEST);
  return `${cut.slice(0, Math.max(cut.lastIndexOf(" "), LONGEST / 2))}…`;
}

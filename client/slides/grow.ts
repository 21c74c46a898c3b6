import { patch } from "../patch.ts";
import { matchSlides } from "./match.ts";

/** What says where a slide stands, not what is on it. */
const OF_PLACE = new Set(["id", "aria-label", "data-edit"]);

/** A deck's slides as the server made them: reveal marks its own copy all over, so these are what is compared. */
export interface SlideSources {
  /**
   * Makes the deck's slides those of a newer version. A slide that is the same keeps its node untouched; one that changed
   * keeps it too, and only what changed on it is replaced.
   *
   * @returns whether anything is another now. Then reveal must be told.
   */
  grow(fresh: Element): boolean;
}

/** @param slides the element around all slides, before reveal has seen it. */
export function rememberSlides(slides: Element): SlideSources {
  let shown = slides.innerHTML;
  const sources = new WeakMap<Element, Element>();
  for (const slide of slidesIn(slides)) sources.set(slide, slide.cloneNode(true) as Element);
  const sourceOf = (slide: Element): Element => sources.get(slide) ?? slide;
  const compared = (slide: Element) => ({ id: slide.id, content: contentOf(sourceOf(slide)) });

  function nodeFor(wanted: Element, kept: Element | undefined): Element {
    if (kept !== undefined && sourceOf(kept).isEqualNode(wanted)) return kept;
    const source = wanted.cloneNode(true) as Element;
    const node = kept ?? wanted;
    if (kept !== undefined) {
      if (contentOf(sourceOf(kept)) !== contentOf(wanted)) rewrite(kept, sourceOf(kept), wanted);
      renumber(kept, wanted);
    }
    sources.set(node, source);
    return node;
  }

  return {
    grow(fresh) {
      if (fresh.innerHTML === shown) return false;
      shown = fresh.innerHTML;
      const [old, wanted] = [slidesIn(slides), slidesIn(fresh)];
      const columns = [...fresh.children].map((column) => ({ column, slides: slidesIn(column) }));
      const matches = matchSlides(old.map(compared), wanted.map(compared));
      const nodes = new Map(wanted.map((slide, at) => [slide, nodeFor(slide, old[matches[at] ?? -1])]));
      const kept = new Set(nodes.values());
      for (const slide of old) if (!kept.has(slide)) slide.remove();
      arrange(slides, columns, nodes);
      return true;
    },
  };
}

export function slidesIn(within: Element): Element[] {
  if (within.matches("section.slide")) return [within];
  return [...within.querySelectorAll("section.slide")];
}

interface Column {
  readonly column: Element;
  readonly slides: readonly Element[];
}

function arrange(deck: Element, columns: readonly Column[], nodes: ReadonlyMap<Element, Element>): void {
  const used = new Set<Element>();
  const stacks: { readonly stack: Element; readonly slides: readonly Element[] }[] = [];
  const top = columns.flatMap(({ column, slides }) => {
    const own = slides.flatMap((slide) => nodes.get(slide) ?? []);
    if (column.matches("section.slide")) return own;
    const parents = own.map((slide) => slide.parentElement);
    const stack = parents.find((parent) => parent?.parentElement === deck && !used.has(parent)) ?? emptyStack();
    used.add(stack);
    stacks.push({ stack, slides: own });
    return [stack];
  });
  order(deck, top);
  for (const { stack, slides } of stacks) order(stack, slides);
  for (const column of [...deck.children]) if (!top.includes(column)) column.remove();
}

function emptyStack(): Element {
  return document.createElement("section");
}

/** Puts the children in order. One that stands right is not moved: it would lose its scroll position and the focus. */
function order(parent: Element, children: readonly Element[]): void {
  let at = parent.firstElementChild;
  for (const child of children) {
    if (child === at) at = at.nextElementSibling;
    else parent.insertBefore(child, at);
  }
}

function contentOf(slide: Element): string {
  const body = slide.querySelector(":scope > .slide__in")?.innerHTML ?? "";
  const notes = slide.querySelector(":scope > .notes")?.innerHTML ?? "";
  const attributes = [...slide.attributes]
    .filter(({ name }) => !OF_PLACE.has(name))
    .map(({ name, value }) => [name, value]);
  return JSON.stringify([attributes, body, notes]);
}

/** What is on the slide. Reveal's own marks on the section stay: only what `source` had and `wanted` has not is taken off. */
function rewrite(slide: Element, source: Element, wanted: Element): void {
  for (const { name } of source.attributes) {
    if (name !== "class" && !wanted.hasAttribute(name)) slide.removeAttribute(name);
  }
  for (const { name, value } of wanted.attributes) {
    if (name !== "class" && source.getAttribute(name) !== value) slide.setAttribute(name, value);
  }
  slide.classList.remove(...source.classList);
  slide.classList.add(...wanted.classList);
  const [body, newBody] = [slide.querySelector(":scope > .slide__in"), wanted.querySelector(":scope > .slide__in")];
  if (body !== null && newBody !== null) patch(body, newBody);
  const [notes, newNotes] = [slide.querySelector(":scope > .notes"), wanted.querySelector(":scope > .notes")];
  if (newNotes === null) notes?.remove();
  else if (notes !== null) patch(notes, newNotes);
  else body?.after(newNotes);
}

function renumber(slide: Element, wanted: Element): void {
  for (const name of OF_PLACE) {
    const value = wanted.getAttribute(name);
    if (value !== null && slide.getAttribute(name) !== value) slide.setAttribute(name, value);
  }
  const [foot, newFoot] = [slide.querySelector(".slide__foot"), wanted.querySelector(".slide__foot")];
  if (foot !== null && newFoot !== null) patch(foot, newFoot);
}

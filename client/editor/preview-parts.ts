/** A rendered page in the preview, part by part: of a long page only the parts that differ are parsed and laid out anew. */
import { patch } from "../patch.ts";

/** One element of HTML: a talk by its slug, or with null what is before the talks. */
export interface PagePart {
  readonly talk: string | null;
  readonly html: string;
}

export interface PreviewParts {
  show(parts: readonly PagePart[]): void;
  /** What shows a talk, or with null what is before the talks; null where nothing does. */
  element(talk: string | null): Element | null;
}

/** @param place an empty element, whose children nobody else changes. */
export function createParts(place: HTMLElement): PreviewParts {
  let shown: readonly PagePart[] = [];

  return {
    show(parts) {
      const same = (n: number, back: number) => shown[n]?.html === parts[n + back]?.html;
      const shorter = Math.min(shown.length, parts.length);
      let start = 0;
      while (start < shorter && same(start, 0)) start++;
      const grown = parts.length - shown.length;
      let end = shown.length;
      while (end > start && end + grown > start && same(end - 1, grown)) end--;
      const old = [...place.children].slice(start, end);
      const after = place.children[end] ?? null;
      for (const { html } of parts.slice(start, end + grown)) {
        const fresh = elementOf(place, html);
        const match = old.shift();
        // Leaves alone what stays the same: pictures, a selection, the place one has scrolled to.
        if (match?.tagName === fresh.tagName) patch(match, fresh);
        else if (match !== undefined) match.replaceWith(fresh);
        else place.insertBefore(fresh, after);
      }
      for (const element of old) element.remove();
      shown = parts;
    },
    element(talk) {
      return place.children[shown.findIndex((part) => part.talk === talk)] ?? null;
    },
  };
}

/** A part is one element; one that is none is held in an element of its own, so that parts and children stay in step. */
function elementOf(place: HTMLElement, html: string): Element {
  const fresh = place.cloneNode(false) as HTMLElement;
  fresh.innerHTML = html;
  const [only] = fresh.children;
  if (only !== undefined && fresh.children.length === 1) return only;
  const held = document.createElement("div");
  held.append(...fresh.childNodes);
  return held;
}

/** Where a deck is, named so that another browser finds it, whose deck may be older or newer by some edits. */
export interface Place {
  /** The slide's id: its talk's slug, and its number in the talk. */
  readonly slide: string;
  /** Fingerprint of what is written on it; "" where nothing is. */
  readonly print: string;
  /** The last fragment that is shown, from 0; -1 where none is. */
  readonly step: number;
}

export interface NamedSlide {
  readonly id: string;
  readonly print: string;
}

/**
 * Which of the slides a place names: the one with its words on it, wherever it has gone; else the one that has its id,
 * since its words have changed; -1 where there is neither.
 */
export function indexOfPlace(slides: readonly NamedSlide[], { slide, print }: Place): number {
  const byId = slides.findIndex(({ id }) => id === slide);
  if (print === "" || slides[byId]?.print === print) return byId;
  const byWords = slides.findIndex((one) => one.print === print);
  return byWords >= 0 ? byWords : byId;
}

/** A slide's name, from the element that holds what is on it. */
export function namedSlide(id: string, body: Element | null): NamedSlide {
  return { id, print: body === null ? "" : fingerprint(wordsOn(body)) };
}

/** Sixteen hex digits that tell two texts apart as good as always; "" for an empty one. */
export function fingerprint(text: string): string {
  if (text === "") return "";
  // Two runs of FNV-1a, each of 32 bits.
  let [one, two] = [0x811c9dc5, 0x9e3779b9];
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    one = Math.imul(one ^ code, 0x01000193);
    two = Math.imul(two ^ code, 0x01000197);
  }
  return [one, two].map((half) => (half >>> 0).toString(16).padStart(8, "0")).join("");
}

function wordsOn(body: Element): string {
  const pictures = [...body.querySelectorAll("img")].map((picture) => picture.getAttribute("src") ?? "");
  return [body.textContent ?? "", ...pictures].join(" ").replaceAll(/\s+/g, " ").trim();
}

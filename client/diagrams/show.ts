import { lookOf, onPaper } from "./look.ts";
import { type Drawn, type Look, longest } from "./message.ts";
import { createStudio } from "./studio.ts";

/** Drawings kept, so that a page that is patched or an undone change has its picture at once. */
const kept = 200;

/** Over this, an address in a `source` or `img` is not to be relied on. */
const longestPicture = 1_500_000;

const tooLong: Drawn = { svg: null, fault: `A diagram has ${longest.toLocaleString("en")} characters at most.` };

type Picture = Extract<Drawn, { svg: string }>;

const sheet = new CSSStyleSheet();
sheet.replaceSync(`
  :host { display: block; }
  p { margin: 0; color: var(--warn); font-style: italic; }
  img {
    display: block; margin: auto; max-width: 100%; height: auto; object-fit: contain;
    width: calc(var(--natural) * var(--diagram-scale, 1)); max-height: var(--diagram-height, none);
  }
`);

/**
 * Draws the page's diagrams, now and whenever some come or change. Each is shown as a picture, in which nothing can
 * run, in the shadow of the element that holds its source: the page's own nodes stay as the server wrote them. What
 * cannot be drawn stays readable as code.
 *
 * @param faults whether what is wrong with a source is said above it: to who writes it, not to readers.
 */
export function showDiagrams({ faults }: { readonly faults: boolean } = { faults: false }): void {
  const places = document.getElementsByClassName("diagram");
  const studio = createStudio();
  const drawings = new Map<string, Promise<Drawn>>();
  /** What each place shows or waits for. */
  const shown = new WeakMap<Element, string>();

  function drawing(source: string, look: Look): Promise<Drawn> {
    const key = JSON.stringify([source, look]);
    const known = drawings.get(key);
    if (known !== undefined) return known;
    const [oldest] = drawings.keys();
    if (drawings.size >= kept && oldest !== undefined) drawings.delete(oldest);
    const drawn = studio.draw(source, look);
    drawings.set(key, drawn);
    return drawn;
  }

  async function show(place: Element): Promise<void> {
    const source = place.textContent ?? "";
    const look = lookOf(place);
    const wanted = JSON.stringify([source, look]);
    if (shown.get(place) === wanted || source.trim() === "") return;
    shown.set(place, wanted);
    const [screen, paper] =
      source.length > longest
        ? [tooLong]
        : await Promise.all([drawing(source, look), look.dark ? drawing(source, onPaper(look)) : null]);
    if (shown.get(place) !== wanted) return;
    const shadow = place.shadowRoot ?? place.attachShadow({ mode: "open" });
    shadow.adoptedStyleSheets = [sheet];
    if (isPicture(screen)) shadow.replaceChildren(picture(place, source, screen, paper ?? null));
    else shadow.replaceChildren(...(faults ? [faultLine(screen)] : []), document.createElement("slot"));
  }

  function update(): void {
    for (const place of places) if (place.tagName === "DIV") void show(place);
  }

  new MutationObserver(() => places.length > 0 && update()).observe(document, {
    attributes: true,
    attributeFilter: ["class", "data-theme"],
    characterData: true,
    childList: true,
    subtree: true,
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", update);
  update();
}

function faultLine(drawn: Drawn | null | undefined): HTMLElement {
  const line = document.createElement("p");
  line.textContent = drawn?.svg === null ? drawn.fault : "This diagram is too large to show.";
  return line;
}

function isPicture(drawn: Drawn | null | undefined): drawn is Picture {
  return typeof drawn?.svg === "string" && drawn.svg.length <= longestPicture;
}

function picture(place: Element, source: string, screen: Picture, paper: Drawn | null): HTMLElement {
  const image = document.createElement("img");
  image.width = Math.ceil(screen.width);
  image.height = Math.ceil(screen.height);
  image.style.setProperty("--natural", `${Math.ceil(screen.width)}px`);
  image.alt = `Diagram: ${source.trim()}`;
  // Events within a shadow stay there; a slide fits itself anew when a picture comes.
  image.addEventListener("load", () => place.dispatchEvent(new Event("load")));
  image.src = addressOf(screen);
  const frame = document.createElement("picture");
  if (isPicture(paper)) {
    const print = document.createElement("source");
    print.media = "print";
    print.srcset = addressOf(paper);
    frame.append(print);
  }
  frame.append(image);
  return frame;
}

function addressOf({ svg }: Picture): string {
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}

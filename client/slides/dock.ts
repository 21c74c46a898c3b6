import type { RevealApi } from "reveal.js";
import { foldDock } from "./dock-menu.ts";

export interface Dock {
  /** Shows where the deck is. */
  show(slide: HTMLElement): void;
}

/** Brings the dock below the slides to life: steps, number, progress, whole screen, and its keys. */
export function bindDock(deck: RevealApi): Dock {
  const dock = find(document, ".dock");
  const number = find(dock, "[data-at]");
  const edit = dock.querySelector("[data-edit]");
  const bar = find(document, ".dock__at");
  const whole = find(dock, "[data-whole]");
  const steps = new Map([
    ["prev", () => deck.prev()],
    ["next", () => deck.next()],
  ]);

  // Who clicks and then presses the space bar means the deck; who has come to a button by keys means the button.
  dock.addEventListener("click", ({ detail, target }) => {
    if (detail > 0 && target instanceof Element) target.closest("button")?.blur();
  });
  for (const button of dock.querySelectorAll<HTMLElement>("[data-go]")) {
    button.addEventListener("click", () => steps.get(button.dataset["go"] ?? "")?.());
  }
  find(dock, ".dock__go").hidden = false;
  foldDock(dock);
  if (document.fullscreenEnabled) {
    whole.hidden = false;
    whole.addEventListener("click", () => void toggleWholeScreen());
  }
  const keys = [
    { keyCode: 83, key: "S", description: "Speaker’s view", target: "[data-speaker]" },
    { keyCode: 69, key: "E", description: "Write on this slide", target: "[data-edit]" },
    { keyCode: 84, key: "T", description: "Colours", target: "[data-themes]" },
  ];
  // A deck in a file has only some of them.
  for (const { target, ...key } of keys)
    deck.addKeyBinding(key, () => dock.querySelector<HTMLElement>(target)?.click());

  return {
    show(slide) {
      number.textContent = find(slide, ".slide__foot .num").textContent;
      if (slide.dataset["edit"] !== undefined) edit?.setAttribute("href", slide.dataset["edit"]);
      const total = deck.getTotalSlides();
      bar.style.setProperty("--at", String((deck.getSlidePastCount() + 1) / Math.max(total, 1)));
    },
  };
}

async function toggleWholeScreen(): Promise<void> {
  if (document.fullscreenElement === null) await document.documentElement.requestFullscreen();
  else await document.exitFullscreen();
}

function find(within: ParentNode, selector: string): HTMLElement {
  const found = within.querySelector<HTMLElement>(selector);
  if (found === null) throw new Error(`the page has no ${selector}`);
  return found;
}

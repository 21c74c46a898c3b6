import type { RevealApi } from "reveal.js";

export interface Dock {
  /** Shows where the deck is. */
  show(slide: HTMLElement): void;
}

/** Brings the dock below the slides to life: steps, number, progress, whole screen, and its keys. */
export function bindDock(deck: RevealApi): Dock {
  const dock = find(document, ".dock");
  const number = find(dock, "[data-at]");
  const edit = find(dock, "[data-edit]");
  const bar = find(document, ".dock__at");
  const whole = find(dock, "[data-whole]");
  const speaker = find(dock, "[data-speaker]");
  const steps = new Map([
    ["prev", () => deck.prev()],
    ["next", () => deck.next()],
  ]);

  for (const button of dock.querySelectorAll<HTMLElement>("[data-go]")) {
    button.addEventListener("click", () => steps.get(button.dataset["go"] ?? "")?.());
  }
  find(dock, ".dock__go").hidden = false;
  if (document.fullscreenEnabled) {
    whole.hidden = false;
    whole.addEventListener("click", () => void toggleWholeScreen());
  }
  deck.addKeyBinding({ keyCode: 83, key: "S", description: "Speaker’s view" }, () => speaker.click());
  deck.addKeyBinding({ keyCode: 69, key: "E", description: "Write on this slide" }, () => edit.click());

  return {
    show(slide) {
      number.textContent = find(slide, ".slide__foot .num").textContent;
      if (slide.dataset["edit"] !== undefined) edit.setAttribute("href", slide.dataset["edit"]);
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

import { isSilenced } from "../letters.ts";
import { startClock } from "./clock.ts";
import { linkDeck } from "./link.ts";

/** Turns the list of slides with their notes into the speaker's view: this slide, the next one, the notes, the time. */
export function startSpeaker(view: HTMLElement): void {
  const cues = [...view.querySelectorAll<HTMLElement>(".cue")];
  const number = view.querySelector<HTMLElement>("[data-at]");
  let now = 0;

  const show = (at: number): void => {
    now = Math.min(Math.max(at, 0), cues.length - 1);
    for (const [index, cue] of cues.entries()) {
      cue.classList.toggle("is-now", index === now);
      cue.classList.toggle("is-next", index === now + 1);
    }
    if (number !== null) number.textContent = `${now + 1} / ${cues.length}`;
    view.classList.toggle("is-last", now === cues.length - 1);
  };

  const link = linkDeck(view.dataset["channel"] ?? "", (message) => {
    if (message.kind !== "at") return;
    const at = cues.findIndex((cue) => cue.dataset["slide"] === message.slide);
    if (at >= 0) show(at);
  });
  const go = (by: number): void => {
    show(now + by);
    const slide = cues[now]?.dataset["slide"];
    if (slide !== undefined) link.tell({ kind: "go", slide });
  };

  for (const button of view.querySelectorAll<HTMLElement>("[data-go]")) {
    button.addEventListener("click", () => go(Number(button.dataset["go"])));
  }
  document.addEventListener("keydown", (event) => {
    const by = isSilenced(event) ? 0 : stepOf(event);
    if (by === 0) return;
    event.preventDefault();
    go(by);
  });
  startClock(view);
  view.classList.add("is-on");
  show(0);
  link.tell({ kind: "hello" });
}

/** The keys of clickers and presenters: on, back, or 0 for neither. A button's own keys stay its own. */
function stepOf({ key, target, altKey, ctrlKey, metaKey }: KeyboardEvent): number {
  if (altKey || ctrlKey || metaKey) return 0;
  if (key === "ArrowRight" || key === "PageDown" || key === "n") return 1;
  if (key === "ArrowLeft" || key === "PageUp" || key === "p") return -1;
  return key === " " && !(target instanceof HTMLButtonElement) ? 1 : 0;
}

import { isSilenced } from "../letters.ts";
import { patch } from "../patch.ts";
import { startClock } from "./clock.ts";
import { linkDeck } from "./link.ts";
import { takeLinks } from "./moved.ts";
import { indexOfPlace, type NamedSlide, namedSlide, type Place } from "./naming.ts";
import { startPresenting } from "./presenting.ts";
import { keepRenewing } from "./renewal.ts";
import { startTheme } from "./theme.ts";

/**
 * Turns the list of slides with their notes into the speaker's view: this slide, the next one, the notes, the time. It
 * leads where its person presents, with a deck beside it or alone.
 */
export function startSpeaker(view: HTMLElement): void {
  const list = view.querySelector<HTMLElement>(".cues");
  const number = view.querySelector<HTMLElement>("[data-at]");
  let cues = cuesIn(view);
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
  const place = (): Place => {
    const { id, print } = named(cues[now]);
    return { slide: id, print, step: -1 };
  };
  const goTo = (wanted: Place): boolean => {
    const at = indexOfPlace(cues.map(named), wanted);
    if (at >= 0) show(at);
    return at >= 0;
  };

  const link = linkDeck(view.dataset["channel"] ?? "", (message) => {
    if (message.kind === "at") goTo({ slide: message.slide, print: "", step: -1 });
  });
  const presenting = startPresenting(
    view,
    { place, goTo },
    keepRenewing((page) => {
      const fresh = page.querySelector(".cues");
      if (fresh === null || list === null) return;
      takeLinks(document, page);
      link.join(page.querySelector<HTMLElement>(".speaker")?.dataset["channel"] ?? "");
      const stay = place();
      patch(list, fresh);
      cues = cuesIn(view);
      if (!goTo(stay)) show(now);
      presenting?.renewed();
    }),
  );
  const go = (by: number): void => {
    const before = now;
    show(now + by);
    if (now === before) return;
    link.tell({ kind: "go", slide: place().slide });
    presenting?.moved();
  };

  for (const button of view.querySelectorAll<HTMLElement>("[data-go]")) {
    button.addEventListener("click", () => go(Number(button.dataset["go"])));
  }
  document.addEventListener("keydown", (event) => {
    if (isSilenced(event)) return;
    if (event.key === "r" && !event.altKey && !event.ctrlKey && !event.metaKey) presenting?.comeBack();
    const by = stepOf(event);
    if (by === 0) return;
    event.preventDefault();
    go(by);
  });
  startTheme(() => {});
  startClock(view);
  view.classList.add("is-on");
  show(0);
  link.tell({ kind: "hello" });
}

function cuesIn(view: HTMLElement): HTMLElement[] {
  return [...view.querySelectorAll<HTMLElement>(".cue")];
}

function named(cue: HTMLElement | undefined): NamedSlide {
  return namedSlide(cue?.dataset["slide"] ?? "", cue?.querySelector(".slide__in") ?? null);
}

/** The keys of clickers and presenters: on, back, or 0 for neither. A button's own keys stay its own. */
function stepOf({ key, target, altKey, ctrlKey, metaKey }: KeyboardEvent): number {
  if (altKey || ctrlKey || metaKey) return 0;
  if (key === "ArrowRight" || key === "PageDown" || key === "n") return 1;
  if (key === "ArrowLeft" || key === "PageUp" || key === "p") return -1;
  return key === " " && !(target instanceof HTMLButtonElement) ? 1 : 0;
}

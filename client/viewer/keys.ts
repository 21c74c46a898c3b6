import { isSilenced, lettersAct, setLetters } from "../letters.ts";
import type { Scroll } from "./contents.ts";

/** The letters of the keys sheet. None of them is taken while somebody types, or together with Ctrl, Alt or Meta. */
export function listenForKeys(scroll: Scroll): void {
  const sheet = document.getElementById("_keys");
  let opener: Element | null = null;

  if (sheet !== null) offerSwitch(sheet);

  const show = (): void => {
    opener = document.activeElement;
    sheet?.classList.add("is-open");
    sheet?.querySelector("a")?.focus();
  };
  const hide = (): void => {
    sheet?.classList.remove("is-open");
    if (location.hash === "#_keys") location.hash = "_main";
    if (opener instanceof HTMLElement) opener.focus();
  };

  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    const opens = link?.getAttribute("href") === "#_keys";
    if (!opens && !(link !== null && sheet?.contains(link))) return;
    event.preventDefault();
    if (opens) show();
    else hide();
  });

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || isTyping(event.target)) return;
    if (isSilenced(event)) return;
    if (event.key === "Escape") hide();
    else if (event.key === "?") show();
    else if (event.key === "j") step(1);
    else if (event.key === "k") step(-1);
    else if (event.key === "n") location.assign("/-/new");
    else if (!open(event.key)) return;
    event.preventDefault();
  });

  function step(by: 1 | -1): void {
    const talks = scroll.talks();
    const here = scroll.current();
    const at = here === null ? -1 : talks.indexOf(here);
    // "k" in the middle of a talk goes to its title first, as one turns back a page.
    const inside = by < 0 && here !== null && here.getBoundingClientRect().top < -1;
    const talk = talks[inside ? at : at + by];
    if (talk === undefined) return;
    talk.scrollIntoView({ block: "start" });
    talk.querySelector<HTMLElement>("h2 a")?.focus({ preventScroll: true });
    scroll.update();
  }

  /** Follows the link of this letter: the current talk's, else the page's. */
  function open(key: string): boolean {
    if (!/^[eshur]$/.test(key)) return false;
    const places = [scroll.current(), document.querySelector(".head")];
    const link = places
      .map((place) => place?.querySelector<HTMLElement>(`[data-key=${key}]`))
      .find((one) => one != null);
    link?.click();
    return link !== undefined;
  }
}

/** Shows whether the keys of this sheet work, and lets it be changed. */
function offerSwitch(sheet: HTMLElement): void {
  const letters = sheet.querySelector<HTMLInputElement>("#_letters");
  if (letters === null) return;
  letters.checked = lettersAct();
  letters.addEventListener("change", () => setLetters(letters.checked));
  letters.closest("p")?.removeAttribute("hidden");
}

export function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.matches("input:not([type=checkbox]), textarea, select"))
  );
}

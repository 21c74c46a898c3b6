import { type Following, isLeading, type Leader } from "./following.ts";

/** The word at the top of a deck about who presents, with what one can do about it. */
export interface ToldBar {
  show(state: Following): void;
  /** Asks whether to take over. */
  ask(leader: Leader): void;
  /** Says one line, until something else is to be said. */
  say(line: string): void;
}

export interface ToldActs {
  present(): void;
  over(session: string): void;
  back(): void;
}

export function bindTold({ present, over, back }: ToldActs): ToldBar {
  const bar = document.querySelector<HTMLElement>(".told");
  const words = bar?.querySelector<HTMLElement>("[data-words]");
  const backButton = bar?.querySelector<HTMLElement>("[data-back]");
  const overButton = bar?.querySelector<HTMLElement>("[data-over]");
  const leaveButton = bar?.querySelector<HTMLElement>("[data-leave]");
  const button = document.querySelector<HTMLElement>("[data-lead]");
  let shown: Following | null = null;
  let asked: string | null = null;

  function put(line: string, { away = false, asking = false } = {}): void {
    if (!bar || !words || !backButton || !overButton || !leaveButton) return;
    if (words.textContent !== line) words.textContent = line;
    backButton.hidden = !away;
    overButton.hidden = !asking;
    leaveButton.hidden = !asking;
    bar.hidden = line === "";
  }

  function show(state: Following): void {
    shown = state;
    const leads = isLeading(state);
    button?.setAttribute("aria-pressed", String(leads));
    button?.setAttribute("aria-label", leads ? "Stop presenting" : "Present");
    const word = button?.querySelector("span");
    if (word) word.textContent = leads ? "Stop presenting" : "Present";
    if (button) button.title = leads ? "Stop presenting" : "Present: who looks at this deck follows you";
    const by = state.leader?.by ?? "";
    if (asked !== null && state.leader?.session === asked && !leads) return;
    asked = null;
    if (state.leader === null) put(state.lost ? "You do not present any more" : "");
    else if (leads) put("You present");
    else if (state.away) put(`${by} presents, you look around`, { away: true });
    else put(state.lost ? `${by} has taken over and presents` : `${by} presents`);
  }

  if (button) button.hidden = false;
  button?.addEventListener("click", present);
  backButton?.addEventListener("click", back);
  overButton?.addEventListener("click", () => {
    const session = asked;
    asked = null;
    if (session !== null) over(session);
  });
  leaveButton?.addEventListener("click", () => {
    asked = null;
    if (shown !== null) show(shown);
    // On a phone the button is folded away.
    (button?.checkVisibility() ? button : document.querySelector<HTMLElement>("[data-more]"))?.focus();
  });

  return {
    show,
    ask(leader) {
      asked = leader.session;
      put(`${leader.by} presents. Take over?`, { asking: true });
      overButton?.focus();
    },
    say: (line) => put(line),
  };
}

/** The viewer's own choice of colours for decks, kept in this browser; without one the page's choice holds. */
const KEY = "plenary.deck-theme";

const themes = ["light", "dark", "contrast"] as const;
export type Theme = (typeof themes)[number];

const names: Readonly<Record<Theme, string>> = { light: "light", dark: "dark", contrast: "high contrast" };

/** Puts the viewer's colours on, and gives the button that changes them, if there is one, its life. */
export function startTheme(changed: () => void): void {
  const root = document.documentElement;
  const ofPage = known(root.dataset["theme"]);
  const button = document.querySelector<HTMLElement>("[data-themes]");
  let own = ownTheme();

  const show = (): void => {
    const theme = own ?? ofPage;
    if (theme === null) delete root.dataset["theme"];
    else root.dataset["theme"] = theme;
    const name = own === null ? "as the page says" : names[own];
    button?.setAttribute("aria-label", `Colours: ${name}`);
    button?.setAttribute("title", `Colours: ${name} (t)`);
  };
  button?.addEventListener("click", () => {
    own = own === null ? themes[0] : (themes[themes.indexOf(own) + 1] ?? null);
    keep(own);
    show();
    changed();
  });
  if (button !== null) button.hidden = false;
  show();
}

/** What the viewer chose in this browser; null where the page's choice holds. */
export function ownTheme(): Theme | null {
  return known(kept());
}

function known(name: string | null | undefined): Theme | null {
  return themes.find((theme) => theme === name) ?? null;
}

function kept(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

function keep(theme: Theme | null): void {
  try {
    if (theme === null) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, theme);
  } catch {
    // A browser that keeps nothing shows it until the page is left.
  }
}

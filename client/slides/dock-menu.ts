/**
 * Folds what does not fit into a dock on a phone behind a button, and opens it above the dock, within reach of the thumb.
 * Where there is room the style sheet shows it all, and no button.
 */
export function foldDock(dock: HTMLElement): void {
  const button = dock.querySelector<HTMLElement>("[data-more]");
  const menu = dock.querySelector<HTMLElement>(".dock__more");
  if (button === null || menu === null) return;

  const isOpen = (): boolean => menu.classList.contains("is-open");
  const open = (open: boolean): void => {
    menu.classList.toggle("is-open", open);
    button.setAttribute("aria-expanded", String(open));
  };

  button.hidden = false;
  menu.classList.add("is-folded");
  button.addEventListener("click", () => open(!isOpen()));
  menu.addEventListener("click", ({ target }) => {
    // One tries the colours one after the other.
    const chosen = target instanceof Element ? target.closest("a, button") : null;
    if (chosen === null || chosen.matches("[data-themes]")) return;
    // Unless what was chosen has taken the focus elsewhere, such as to a question.
    if (isOpen() && menu.contains(document.activeElement)) button.focus();
    open(false);
  });
  for (const kind of ["pointerdown", "focusin"]) {
    document.addEventListener(kind, ({ target }) => {
      if (target instanceof Node && !menu.contains(target) && !button.contains(target)) open(false);
    });
  }
  // Before reveal, which shows all slides at once for Escape.
  window.addEventListener(
    "keydown",
    (event) => {
      if (event.key !== "Escape" || !isOpen()) return;
      event.stopPropagation();
      open(false);
      button.focus();
    },
    { capture: true },
  );
}

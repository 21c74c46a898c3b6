/**
 * The list of talks where the window has no room for it beside the text: on a phone one of three views, on anything
 * wider behind a button, over the text.
 */
import { part } from "./page-data.ts";

export interface Drawer {
  /** Brings the text back into sight. */
  close(): void;
}

export function createDrawer(): Drawer {
  const [button, list] = [part<HTMLButtonElement>("_talks-open"), part("_out")];

  function set(open: boolean): void {
    list.classList.toggle("is-open", open);
    button.setAttribute("aria-expanded", String(open));
  }

  const isOpen = (): boolean => list.classList.contains("is-open");

  button.addEventListener("click", () => {
    set(!isOpen());
    const current = list.querySelector<HTMLElement>("[aria-current] > a") ?? list.querySelector("a");
    if (isOpen()) current?.focus();
  });
  addEventListener("pointerdown", ({ target }) => {
    if (isOpen() && target instanceof Node && !list.contains(target) && !button.contains(target)) set(false);
  });
  list.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !isOpen()) return;
    set(false);
    button.focus();
  });
  return {
    close() {
      set(false);
      part<HTMLInputElement>("_v-write").checked = true;
    },
  };
}

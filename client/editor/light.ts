/** The light: where the text is. Honest by the room's state alone; apart from it, what is in history. */
import { part } from "./page-data.ts";
import type { RoomState } from "./provider.ts";

/** Where the newest text is: on the server's disk, on its way, or only here. */
export type Where = "saved" | "saving" | "device";

export interface InHistory {
  /** Full id of the page's newest commit. */
  readonly commit: string;
  /** When it was made; null where nobody knows. */
  readonly at: Date | null;
}

export interface Light {
  show(state: RoomState): void;
  showHistory(history: InHistory): void;
}

/** A line that answers is not worth a word: only what lasts this long is shown as saving, or as lost. */
const PATIENCE_MS = 600;

export function whereIs({ connected, pending }: RoomState): Where {
  if (connected) return pending ? "saving" : "saved";
  return "device";
}

export function createLight(): Light {
  const summary = part("_light");
  const sheet = summary.closest("details");
  if (sheet !== null) closeByItself(sheet);
  const entries = [...(sheet?.querySelectorAll<HTMLElement>("[data-is]") ?? [])];
  const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  const calendar = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short", year: "numeric" });
  let shown: string | null = null;
  let waiting: ReturnType<typeof setTimeout> | undefined;
  let latest: RoomState = { connected: false, pending: false, trouble: null };

  function paint(): void {
    waiting = undefined;
    const where = whereIs(latest);
    const key = where === "device" && !latest.pending ? "offline" : where;
    if (key === shown) return;
    shown = key;
    for (const part of summary.querySelectorAll<HTMLElement>("[data-light]")) part.hidden = part.dataset.light !== key;
    for (const entry of entries) {
      if (entry.dataset.is === where) entry.setAttribute("aria-current", "true");
      else entry.removeAttribute("aria-current");
    }
    part("_light-said").textContent = where === "device" ? "No connection. Text is kept on this device." : "";
  }

  return {
    show(state) {
      latest = state;
      clearTimeout(waiting);
      // Good news at once; the rest when it has lasted.
      if (whereIs(state) === "saved") paint();
      else waiting = setTimeout(paint, shown === null ? 4 * PATIENCE_MS : PATIENCE_MS);
    },
    showHistory({ commit, at }) {
      const place = part("_light-history");
      place.hidden = false;
      part("_light-commit").textContent = commit.slice(0, 7);
      // The hour says enough of today, and nothing of any other day.
      const today = at?.toDateString() === new Date().toDateString();
      part("_light-time").textContent = at === null ? "" : `, ${(today ? clock : calendar).format(at)}`;
    },
  };
}

/** What is open lies over the list of talks: a click beside it or Escape puts it away. */
function closeByItself(sheet: HTMLDetailsElement): void {
  addEventListener("pointerdown", ({ target }) => {
    if (sheet.open && !(target instanceof Node && sheet.contains(target))) sheet.open = false;
  });
  addEventListener("keydown", ({ key }) => {
    if (key === "Escape") sheet.open = false;
  });
}

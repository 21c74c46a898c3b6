import { patch } from "./patch.ts";

/** The page is asked for again at most this often, ms. */
const PAUSE_MS = 1000;

/**
 * Keeps a page up to date while others write it. Only what changed is replaced, and the line at the top of the window
 * stays where it is. A page that nobody looks at neither listens nor asks; it catches up when it is looked at again.
 *
 * @param changed called after the page has changed.
 */
export function follow(changed: () => void): void {
  const main = document.querySelector<HTMLElement>("main[data-follow]");
  const address = main?.dataset.follow;
  if (main === null || address === undefined) return;
  let source: EventSource | null = null;
  let known = "";
  let state: "idle" | "asking" | "asked again" = "idle";

  async function renew(): Promise<void> {
    if (state !== "idle") {
      state = "asked again";
      return;
    }
    state = "asking";
    const html = await pageNow();
    if (html !== null && html !== known && main !== null) {
      known = html;
      show(main, html);
      changed();
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    const again = state !== "asking";
    state = "idle";
    if (again && !document.hidden) await renew();
  }

  function listen(): void {
    if (document.hidden) {
      source?.close();
      source = null;
    } else if (source === null && address !== undefined) {
      source = new EventSource(address);
      // Also after every reconnection: what happened in between was not told.
      for (const kind of ["open", "edited", "committed", "pushed"]) source.addEventListener(kind, () => void renew());
    }
  }

  document.addEventListener("visibilitychange", listen);
  listen();
}

/** The page's HTML as it is now; null where it cannot be had. */
async function pageNow(): Promise<string | null> {
  try {
    const response = await fetch(location.pathname + location.search, { headers: { Accept: "text/html" } });
    return response.ok ? await response.text() : null;
  } catch {
    // No network: the stream will say when it is back.
    return null;
  }
}

function show(main: HTMLElement, html: string): void {
  const fresh = new DOMParser().parseFromString(html, "text/html").querySelector("main");
  if (fresh === null) return;
  const anchors = anchorsIn(main).map((element) => ({ element, top: element.getBoundingClientRect().top }));
  // The browser's own anchoring would move the page a second time.
  document.documentElement.style.overflowAnchor = "none";
  patch(main, fresh);
  const kept = anchors.find(({ element }) => element.isConnected);
  if (kept !== undefined && scrollY > 0) scrollBy(0, kept.element.getBoundingClientRect().top - kept.top);
}

/** The first block that begins in the window, and the talk it is of, should the block go. */
function anchorsIn(main: HTMLElement): Element[] {
  // Not the list of talks: it stands still while the page moves.
  const blocks = main.querySelectorAll(":is(.head, .event__notes) :is(h1, h2, h3, p, li, pre, blockquote, tr)");
  for (const block of blocks) {
    if (block.getBoundingClientRect().top >= 0) return [block, block.closest(".talk")].filter((one) => one !== null);
  }
  return [];
}

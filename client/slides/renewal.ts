import { pageNow } from "../page-now.ts";

/** The page is asked for again at most this often, ms. */
const PAUSE_MS = 1000;

/** A hall of browsers that hear of one edit ask within this time, not all at once, ms. */
const SPREAD_MS = 400;

/**
 * Asks for this very page again when it is told to, never twice at once, and never misses the last telling.
 *
 * @param show is given the page whenever it is another than before.
 */
export function keepRenewing(show: (page: Document) => void): () => void {
  let state: "idle" | "asking" | "asked again" = "idle";
  let known = "";

  async function renew(): Promise<void> {
    if (state !== "idle") {
      state = "asked again";
      return;
    }
    state = "asking";
    await rest(Math.random() * SPREAD_MS);
    // What is told from now on may be missing in the answer.
    state = "asking";
    const html = await pageNow();
    if (html !== null && html !== known) {
      known = html;
      show(new DOMParser().parseFromString(html, "text/html"));
    }
    await rest(PAUSE_MS);
    const again = state !== "asking";
    state = "idle";
    if (again) await renew();
  }

  return () => void renew();
}

function rest(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

import { type PagePath, pageAddress } from "../../server/text/page-path.ts";
import { type NewsLine, openNewsLine } from "../news-line.ts";
import { pageNow, placeOf } from "../page-now.ts";
import { patch } from "../patch.ts";
import { announceOnce } from "./announcement.ts";
import { markWriters, type Writers } from "./now.ts";
import { steadily } from "./steady.ts";

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
  if (main === null) return;
  const announce = announceOnce();
  let line: NewsLine | null = null;
  let known = "";
  let state: "idle" | "asking" | "asked again" = "idle";
  /** Told since the page was last asked for: what comes back may be older. */
  let people: readonly Writers[] | null = null;
  /** Who was last told to be writing. */
  let told: readonly Writers[] | null = null;
  let fetching = false;

  async function renew(): Promise<void> {
    if (state !== "idle") {
      state = "asked again";
      return;
    }
    state = "asking";
    people = null;
    fetching = true;
    const html = await pageNow();
    fetching = false;
    if (html !== null && html !== known && main !== null) {
      known = html;
      show(main, html, people);
      changed();
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    const again = state !== "asking";
    state = "idle";
    if (again && !document.hidden) await renew();
  }

  /** Puts changed talks in their places. What is being fetched may be older than they are, so it is then fetched again. */
  function takeEdited(data: string): void {
    const { talks } = JSON.parse(data) as { readonly talks: readonly LiveTalk[] | null };
    if (main === null || talks === null || fetching || !showTalks(main, talks, told)) {
      void renew();
      return;
    }
    known = "";
    changed();
  }

  function tellPeople(data: string): void {
    if (main === null) return;
    const { writing } = JSON.parse(data) as { readonly writing: readonly Writers[] };
    people = writing;
    told = writing;
    // The page is another than the one last fetched, so the next is compared with what is shown.
    known = "";
    steadily(main, () => markWriters(main, writing));
    announce(writing);
  }

  /** The page has another address: it is read on there. */
  function goAlong(data: string): void {
    if (main === null) return;
    const { to } = JSON.parse(data) as { readonly to: PagePath };
    history.replaceState(history.state, "", pageAddress(to) + location.search + location.hash);
    main.dataset.follow = `/-/follow/${placeOf(to)}`;
    line?.close();
    line = null;
    listen();
  }

  function listen(): void {
    const address = main?.dataset.follow;
    if (document.hidden) {
      line?.close();
      line = null;
    } else if (line === null && address !== undefined) {
      const again = (): void => void renew();
      // Also after every reconnection: what happened in between was not told.
      const news = { open: again, committed: again, pushed: again };
      line = openNewsLine(address, { ...news, edited: takeEdited, people: tellPeople, moved: goAlong });
    }
  }

  document.addEventListener("visibilitychange", listen);
  listen();
}

/** A talk as the server sends it while people write. */
interface LiveTalk {
  readonly slug: string;
  readonly html: string;
}

/** False where one of the talks is not on the page: it is another than the server knows, and nothing is touched. */
function showTalks(main: HTMLElement, talks: readonly LiveTalk[], people: readonly Writers[] | null): boolean {
  const places = talks.map(({ slug, html }) => {
    const place = document.getElementById(slug);
    const fresh = new DOMParser().parseFromString(html, "text/html").querySelector<HTMLElement>("article");
    return { place, fresh };
  });
  if (places.some(({ place, fresh }) => place === null || fresh === null || !main.contains(place))) return false;
  steadily(main, () => {
    for (const { place, fresh } of places) if (place !== null && fresh !== null) patch(place, fresh);
    if (people !== null) markWriters(main, people);
  });
  return true;
}

function show(main: HTMLElement, html: string, people: readonly Writers[] | null): void {
  const fresh = new DOMParser().parseFromString(html, "text/html").querySelector<HTMLElement>("main");
  if (fresh === null) return;
  if (people !== null) markWriters(fresh, people);
  steadily(main, () => patch(main, fresh));
}

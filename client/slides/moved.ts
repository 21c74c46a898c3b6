import { placeOf } from "../page-now.ts";

/** What a deck does when its page has another address: it stays open, and everything it asks for is asked there. */

/** Puts the new addresses in place of the old ones. @param to the page's new path. */
export function goAlong(page: HTMLElement, to: string): void {
  const place = placeOf(to);
  page.dataset["follow"] = `/-/follow/${place}?slides`;
  page.dataset["present"] = `/-/present/${place}`;
  const room = location.pathname.startsWith("/-/speaker/") ? "speaker" : "slides";
  history.replaceState(history.state, "", `/-/${room}/${place}${queryOf(location)}${location.hash}`);
}

/** The old address of decks has the page's path before its own parameters. */
function queryOf({ pathname, search }: Location): string {
  if (pathname !== "/slides.html") return search;
  const own = search.slice(1).split("&").slice(1).join("&");
  return own === "" ? "" : `?${own}`;
}

/** Has the links beside the slides lead where those of a newer version of the page lead. */
export function takeLinks(page: ParentNode, fresh: ParentNode): void {
  const links = (within: ParentNode) => within.querySelectorAll<HTMLAnchorElement>(":is(.dock, .speaker__top) a[href]");
  const wanted = links(fresh);
  for (const [at, link] of links(page).entries()) {
    const href = wanted[at]?.getAttribute("href");
    if (href != null && link.getAttribute("href") !== href) link.setAttribute("href", href);
  }
}

import { writingWords } from "../../server/text/names.ts";
import type { Writers } from "./now.ts";

/**
 * Tells those who hear the page that it is being written, once for as long as the page is open: more would talk over
 * the notes. Silent where somebody was writing already; that stands on the page as it was read.
 */
export function announceOnce(): (writing: readonly Writers[]) => void {
  const place = document.createElement("p");
  place.className = "vh";
  place.setAttribute("role", "status");
  document.body.append(place);
  let said = document.querySelector(".now") !== null;
  return (writing) => {
    const words = writingWords([...new Set(writing.flatMap(({ people }) => people.map(({ name }) => name)))]);
    if (said || words === null) return;
    said = true;
    place.textContent = `${words.who} ${words.verb} this page.`;
  };
}

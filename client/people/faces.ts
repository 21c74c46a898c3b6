/** People as discs with initials. */
import { initialsOf } from "../../server/text/names.ts";
import { colourOf, type Person } from "./person.ts";

/** A row of discs with one name for those who hear it. Empty for nobody. */
export function facesOf(people: readonly Person[]): HTMLElement[] {
  if (people.length === 0) return [];
  const row = document.createElement("span");
  row.className = "whos";
  row.setAttribute("role", "img");
  row.setAttribute("aria-label", people.map(({ name }) => name).join(", "));
  row.append(...people.map(faceOf));
  return [row];
}

/** One disc: the name is for those who point at it, and said elsewhere for those who hear the page. */
export function faceOf(person: Person): HTMLElement {
  const disc = document.createElement("span");
  disc.className = "who";
  disc.classList.add(...colourOf(person));
  disc.title = person.name;
  disc.ariaHidden = "true";
  disc.textContent = initialsOf(person.name);
  return disc;
}

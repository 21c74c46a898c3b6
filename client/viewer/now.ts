/** Who writes in which talk, marked on the page as the server's own views do it (views/partials/now.hbs, toc.hbs). */
import { SHOWN_FACES, writingWords } from "../../server/text/names.ts";
import { faceOf } from "../people/faces.ts";
import type { Person } from "../people/person.ts";

/** Those who write in one talk, or with null in the page as a whole. */
export interface Writers {
  /** The talk's slug. */
  readonly talk: string | null;
  readonly people: readonly Person[];
}

/** Puts the marks of who writes now in place of those that are there. */
export function markWriters(main: HTMLElement, writing: readonly Writers[]): void {
  const talks = [...main.querySelectorAll<HTMLElement>(".event__notes > .talk")];
  const slugs = new Set(talks.map(({ id }) => id));
  for (const talk of talks) {
    const people = writing.filter((one) => one.talk === talk.id).flatMap((one) => one.people);
    const write = talk.querySelector<HTMLAnchorElement>(":scope > .acts [data-key=e]");
    if (write !== null) write.textContent = people.length > 0 ? "Join" : "Write";
    mark(talk, talk.querySelector(":scope > h2"), people, `this ${main.dataset.noun}`);
    count(main, talk.id, people.length);
  }
  const head = main.querySelector<HTMLElement>(".head");
  const elsewhere = writing.filter(({ talk }) => talk === null || !slugs.has(talk)).flatMap(({ people }) => people);
  if (head !== null) mark(head, head.querySelector(":scope > .head__acts"), elsewhere, "this page");
}

function mark(place: HTMLElement, after: Element | null, people: readonly Person[], what: string): void {
  const old = place.querySelector(":scope > .now");
  const fresh = sentence(people, what, place.querySelector<HTMLAnchorElement>("[data-key=e]")?.getAttribute("href"));
  if (fresh === null) old?.remove();
  else if (old === null) after?.after(fresh);
  else if (!old.isEqualNode(fresh)) renew(old, fresh);
}

/** Whoever is about to follow the link keeps it under the finger, and its focus. */
function renew(old: Element, fresh: Element): void {
  const [link, other] = [old.querySelector("a"), fresh.querySelector("a")];
  if (link === null || other === null) {
    old.replaceWith(fresh);
    return;
  }
  link.textContent = other.textContent;
  for (const part of [...old.children]) if (part !== link) part.remove();
  link.before(...[...fresh.children].filter((part) => part !== other));
}

function sentence(people: readonly Person[], what: string, href: string | null | undefined): HTMLElement | null {
  const words = writingWords(people.map(({ name }) => name));
  if (words === null) return null;
  const line = document.createElement("p");
  line.className = "now";
  const faces = document.createElement("span");
  faces.className = "whos";
  faces.ariaHidden = "true";
  faces.append(...people.slice(0, SHOWN_FACES).map(faceOf));
  const told = document.createElement("span");
  told.className = "now__who";
  const who = document.createElement("b");
  who.textContent = words.who;
  const where = document.createElement("span");
  where.className = "now__what";
  where.textContent = ` ${what}.`;
  told.append(who, ` ${words.verb}`, where);
  line.append(faces, told);
  if (href == null) return line;
  const join = document.createElement("a");
  join.href = href;
  join.textContent = words.join;
  line.append(join);
  return line;
}

/** "3 writing" in the list of talks. */
function count(main: HTMLElement, talk: string, writers: number): void {
  const hash = `#${talk}`;
  const links = [...main.querySelectorAll<HTMLAnchorElement>(".toc__list a")];
  const link = links.find((one) => decodeURIComponent(one.hash) === hash);
  const old = link?.querySelector(".toc__live");
  if (writers === 0) {
    old?.remove();
    return;
  }
  const fresh = old ?? document.createElement("span");
  fresh.className = "toc__live";
  fresh.textContent = `${writers} writing`;
  if (old == null) link?.append(fresh);
}

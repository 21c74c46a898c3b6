/** The top of the editor: what is open, who is in it, who one is oneself. */

import { initialsOf } from "../../server/text/names.ts";
import { facesOf } from "../people/faces.ts";
import { colourOf, type Person } from "../people/person.ts";
import { part } from "./page-data.ts";

export interface HeaderState {
  /** Of the talk; of the page where all of it is open. */
  readonly title: string;
  /** What stands below: the page, who speaks. */
  readonly below: string;
  /** The others in what is open, each once. */
  readonly others: readonly Person[];
  readonly me: Person;
  readonly back: string;
  readonly slides: string;
}

export function createHeader() {
  const [title, below, who, me] = [part("_title"), part("_below"), part("_who"), part<HTMLButtonElement>("_me")];
  const [back, slides] = [part<HTMLAnchorElement>("_back"), part<HTMLAnchorElement>("_slides")];
  let faces = "";

  function showPeople(others: readonly Person[], self: Person): void {
    const key = JSON.stringify([others, self]);
    if (key === faces) return;
    faces = key;
    who.replaceChildren(...facesOf(others));
    me.className = ["who", ...colourOf(self)].join(" ");
    me.textContent = initialsOf(self.name);
    me.title = `You write as ${self.name}. Change your name`;
    me.setAttribute("aria-label", `${me.textContent}: you write as ${self.name}; change your name`);
  }

  return {
    show(state: HeaderState): void {
      if (title.textContent !== state.title) title.textContent = state.title;
      if (below.textContent !== state.below) below.textContent = state.below;
      document.title = `${state.title}, editing · Plenary`;
      back.href = state.back;
      slides.href = state.slides;
      showPeople(state.others, state.me);
    },
  };
}

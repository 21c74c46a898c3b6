/** What stands around the text: header, list of talks, preview. Drawn anew at most once a frame. */

import { facesOf } from "../people/faces.ts";
import type { Person } from "../people/person.ts";
import type { Desk, Open } from "./desk.ts";
import { createHeader } from "./header.ts";
import { createOutline } from "./outline.ts";
import { addressOf, type EditorData, part } from "./page-data.ts";
import { createPreview, type Written } from "./preview.ts";
import { cutIn, slidesOf } from "./talk-slides.ts";

export interface ScreenOptions {
  readonly data: EditorData;
  readonly desk: Desk;
  me(): Person;
  open(talk: string | null): void;
  /** The writer asked for a place in the text: it should be in sight. */
  went(): void;
}

export interface Screen {
  /** The text, or what is open, is another now. */
  edited(): void;
  /** Only people or carets are. */
  refresh(): void;
}

export function createScreen({ data, desk, me, open, went }: ScreenOptions): Screen {
  const header = createHeader();
  const preview = createPreview(() => data.api.preview);
  const outline = createOutline(part("_talks"), () => data.api.edit, {
    open,
    goTo(offset) {
      went();
      const view = desk.open?.view;
      view?.dispatch({ selection: { anchor: Math.min(offset, view.state.doc.length) }, scrollIntoView: true });
      view?.focus();
    },
  });
  const [whole, wholeWho] = [part("_whole"), part("_whole-who")];
  let frame = 0;
  /** The preview has not been told of an edit yet. */
  let changed = false;

  whole.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    open(null);
  });

  function draw(): void {
    frame = 0;
    const opened = desk.open;
    if (opened === null) return;
    const { page, range, slice } = opened.binding;
    const talk = desk.talk();
    const current = talk?.slug ?? opened.asked;
    const self = me();
    const people = desk.presence.peers().filter(({ person }) => person.name !== self.name || person.slot !== self.slot);
    const here = people.filter((peer) => current === null || peer.talk === current).map(({ person }) => person);
    header.show({
      title: talk?.title ?? (range.title || page.event.title || data.title),
      below: current === null ? "The whole page" : belowOf(page.event.title || data.title, talk?.speakers ?? []),
      others: once(here),
      me: self,
      back: current === null ? data.api.page : `${data.api.page}#${encodeURIComponent(current)}`,
      slides: addressOf(data.api.slides, current),
    });
    const everybody = [...people, { person: self, talk: current }];
    showFaces(wholeWho, once(everybody.filter(({ talk: slug }) => slug === null).map(({ person }) => person)));
    outline.show({
      talks: page.event.talks,
      current,
      slides: talk === null ? [] : slidesOf(slice, talk.notesFrom - range.from, cutIn(page.text, slice)),
      caret: opened.view.state.selection.main.head,
      people: everybody,
    });
    whole.toggleAttribute("aria-current", current === null);
    if (changed) preview.show(written(opened));
    else preview.move(written(opened));
    changed = false;
  }

  /** A talk that has lost its title is nowhere on the page: its text stands for itself. */
  function written({ binding, view, asked }: Open): Written {
    const { page, range, slice } = binding;
    const talk = desk.talk()?.slug ?? null;
    const { head } = view.state.selection.main;
    if (talk === null && asked !== null) {
      return { text: slice, talk, around: { talk: null, from: 0, to: slice.length }, caret: head };
    }
    const caret = range.from + head;
    const at = page.event.talks.findLast((one) => one.from <= caret);
    const { from, to } = at ?? page.event.head;
    return { text: page.text, talk, around: { talk: at?.slug ?? null, from, to }, caret };
  }

  function refresh(): void {
    if (frame === 0) frame = requestAnimationFrame(draw);
  }

  return {
    edited() {
      changed = true;
      refresh();
    },
    refresh,
  };
}

function belowOf(
  event: string,
  speakers: readonly { readonly name: string | null; readonly handle: string | null }[],
): string {
  const by = speakers.map(({ name, handle }) => [name, handle].filter(Boolean).join(" ")).filter(Boolean);
  return [event, by.join(", ")].filter(Boolean).join(" / ");
}

/** Leaves alone what is there already: it is asked for at every move of a caret. */
function showFaces(place: HTMLElement, people: readonly Person[]): void {
  const faces = facesOf(people);
  const same =
    faces.length === place.childNodes.length && faces.every((face, n) => place.childNodes[n]?.isEqualNode(face));
  if (!same) place.replaceChildren(...faces);
}

/** Somebody with two windows is one person. */
function once(people: readonly Person[]): Person[] {
  return [...new Map(people.map((person) => [`${person.name}\n${person.slot}`, person])).values()];
}

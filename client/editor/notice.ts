/** Sentences to the writer, with what can be done about them. One at a time for each matter. */

export interface Notice {
  readonly words: string;
  /** Buttons behind the words. */
  readonly acts?: readonly { readonly label: string; act(): void }[];
  /** Ways to more of it, in another window: this one holds text. */
  readonly links?: readonly { readonly label: string; readonly href: string }[];
  /** Goes by itself after this long; stays where it is left out. */
  readonly ms?: number;
}

export interface Notices {
  /** Shows a notice in place of an earlier one about the same matter. Read out, politely. */
  show(matter: string, notice: Notice): void;
  clear(matter: string): void;
}

/** @param place an element with `role="status"`. */
export function createNotices(place: HTMLElement): Notices {
  const shown = new Map<string, HTMLElement>();
  const timers = new Map<string, ReturnType<typeof setTimeout>>();

  function clear(matter: string): void {
    clearTimeout(timers.get(matter));
    shown.get(matter)?.remove();
    shown.delete(matter);
  }

  return {
    show(matter, { words, acts = [], links = [], ms }) {
      clear(matter);
      const element = document.createElement("p");
      element.className = "ed__note";
      element.append(words);
      for (const { label, href } of links) {
        const link = document.createElement("a");
        link.href = href;
        link.target = "_blank";
        link.textContent = label;
        element.append(link);
      }
      for (const { label, act } of acts) {
        const button = document.createElement("button");
        button.type = "button";
        button.className = "btn";
        button.textContent = label;
        button.addEventListener("click", act);
        element.append(button);
      }
      shown.set(matter, element);
      place.append(element);
      if (ms !== undefined) timers.set(matter, setTimeout(clear, ms, matter));
    },
    clear,
  };
}

/** Shows a writer text that could not be sent: to read, to copy, and to drop only on their word. */

import { forget, leftTexts } from "./kept.ts";
import type { Notices } from "./notice.ts";
import { part } from "./page-data.ts";

/** Opens the sheet with a text. `done` is called when its writer says it is no longer needed; null offers no such button. */
export function showText(text: string, done: (() => void) | null): void {
  const sheet = part<HTMLDialogElement>("_left");
  const field = part<HTMLTextAreaElement>("_left-text");
  const drop = part<HTMLButtonElement>("_left-drop");
  field.value = text;
  drop.hidden = done === null;
  drop.onclick = () => {
    sheet.close();
    done?.();
  };
  part<HTMLButtonElement>("_left-copy").onclick = () => {
    field.select();
    // A browser that keeps the clipboard from us has the text selected for Ctrl-C.
    navigator.clipboard?.writeText(text).catch(() => {});
  };
  sheet.showModal();
  field.select();
}

/** Offers what an earlier visit left unsent in a room that is no more. */
export async function offerLeftTexts(room: string, path: string, notices: Notices): Promise<void> {
  for (const left of await leftTexts(room, path)) {
    const matter = `left ${left.room}`;
    const drop = (): void => {
      notices.clear(matter);
      void forget(left.room);
    };
    notices.show(matter, {
      words: "You wrote on an older state of this page, and not all of it was sent. It is kept in this browser.",
      acts: [{ label: "Show it", act: () => showText(left.text, drop) }],
    });
  }
}

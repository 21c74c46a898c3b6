/** Text that is still here and not on the page: handed over, or shown to its writer and dropped only on their word. */

import { belongsTo, forget, type KeptRoom, otherRooms } from "./kept.ts";
import type { Notices } from "./notice.ts";
import { part } from "./page-data.ts";
import { handOver } from "./rescue.ts";

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

/**
 * Takes care of what earlier visits left in the page's other rooms. The server takes what was typed before the page began
 * a new history, and then it is dropped here without a word; what it cannot take is offered to its writer.
 */
export async function bringAlong(room: string, path: string, notices: Notices): Promise<void> {
  for (const left of await otherRooms(room, path)) {
    const handed = await handOver(left.room, left.state);
    // A room that goes on at another address takes its text there, when that is opened.
    if (handed.outcome === "taken" && handed.room === left.room) belongsTo(left.room, handed.path);
    else if (handed.outcome === "taken") void forget(left.room);
    else if (handed.outcome === "refused" && left.unsent && left.text !== "") offer(left, notices);
  }
}

function offer(left: KeptRoom, notices: Notices): void {
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

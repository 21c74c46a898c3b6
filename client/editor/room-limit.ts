/** A page holds only so much text. What does not fit is not taken in the first place: the room stays as it was. */
import { EditorState, type Extension, type Transaction } from "@codemirror/state";
import { fromRoom, type TalkBinding } from "./talk-binding.ts";

/** The longest UTF-8 form of one UTF-16 unit. */
const WIDEST = 3;
const encoder = new TextEncoder();

/**
 * Whether a page's text stays within `limit` bytes of UTF-8 when `added` is put into it. Counts them only where the
 * page is so long that it could be otherwise.
 */
export function fits(page: string, added: string, limit: number): boolean {
  if ((page.length + added.length) * WIDEST <= limit) return true;
  return bytesIn(page) + bytesIn(added) <= limit;
}

/** What a writer is told. In the units of file managers: a page's limit is a whole number of them. */
export function fullWords(limit: number): string {
  const size = limit < 1024 * 1024 ? `${Math.floor(limit / 1024)} kB` : `${Math.floor(limit / 1024 / 1024)} MB`;
  return `A page holds ${size} of text at most, and this would be more. It was not put in.`;
}

/**
 * Refuses the writer's own changes that would make the page longer than the server takes. What makes it no longer is
 * always taken, and so is what comes from the room.
 *
 * @param full called when something was refused.
 */
export function withinLimit(binding: TalkBinding, limit: number, full: () => void): Extension {
  const page = weighed(binding, limit);
  return EditorState.changeFilter.of((transaction) => {
    if (!transaction.docChanged || transaction.annotation(fromRoom) === true) return true;
    const grown = growth(transaction);
    if (grown <= 0 || page.takes(grown)) return true;
    full();
    return false;
  });
}

/**
 * What a page holds, without counting a megabyte at every key: it has at most what was counted last and the longest form
 * of all that came since. Only where that would be too much it is counted again.
 */
function weighed(binding: TalkBinding, limit: number): { takes(bytes: number): boolean } {
  let most = binding.page.text.length * WIDEST;
  binding.listen(({ edits }) => {
    for (const { insert } of edits) most += insert.length * WIDEST;
  });
  return {
    takes(bytes) {
      if (most + bytes <= limit) return true;
      most = bytesIn(binding.page.text);
      return most + bytes <= limit;
    },
  };
}

/** By how many bytes a change makes the text longer. */
function growth({ changes, startState }: Transaction): number {
  let grown = 0;
  changes.iterChanges((from, to, _fromNew, _toNew, inserted) => {
    grown += bytesIn(inserted.sliceString(0, inserted.length, "\n")) - bytesIn(startState.sliceDoc(from, to));
  });
  return grown;
}

function bytesIn(text: string): number {
  return encoder.encode(text).length;
}

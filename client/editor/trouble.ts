/** What the writer is told, and what is done, when the server no longer takes their text. */
import type { Notices } from "./notice.ts";
import type { Trouble } from "./provider.ts";

export interface TroubleOptions {
  readonly notices: Notices;
  /** Address of the page as JSON. */
  readonly pageAddress: string;
  /** The room this window is in. */
  readonly room: string;
  /** The text can no longer be changed here (true), or can again. */
  lock(locked: boolean): void;
  /** Shows the writer the text in the editor, to copy. */
  showText(): void;
  /** Leaves for the page's new room. Unsent text is kept, and offered there. */
  reload(): void;
}

const WORDS: Readonly<Record<Exclude<Trouble, "stale">, string>> = {
  gone: "This page is no longer in the wiki. Nothing more can be saved here.",
  refused: "You may not write on this page.",
  "too-large": "The server cannot take this much text on one page. What you typed last was not sent.",
  busy: "The server has too much to do. Your text is kept here and is sent as soon as it can be.",
};

/** Returns what to call with the room's trouble after every change. */
export function watchTrouble(options: TroubleOptions): (trouble: Trouble | null) => void {
  const { notices, lock, showText } = options;
  let shown: Trouble | null = null;
  return (trouble) => {
    if (trouble === shown) return;
    shown = trouble;
    lock(trouble !== null && trouble !== "busy");
    notices.clear("trouble");
    if (trouble === "stale") void moveRoom(options);
    else if (trouble !== null) {
      const acts = trouble === "busy" ? [] : [{ label: "Show my text", act: showText }];
      notices.show("trouble", { words: WORDS[trouble], acts });
    }
  };
}

/** The page has a new room: there is nothing to be had in this one. */
async function moveRoom({ notices, pageAddress, room, reload, showText }: TroubleOptions): Promise<void> {
  const next = await roomOf(pageAddress);
  if (next !== null && next !== room) return reload();
  notices.show("trouble", {
    words: "The page is being made anew on the server, and this window cannot follow yet.",
    acts: [
      { label: "Open it anew", act: reload },
      { label: "Show my text", act: showText },
    ],
  });
}

async function roomOf(pageAddress: string): Promise<string | null> {
  try {
    const answer: unknown = await (await fetch(pageAddress)).json();
    const known = typeof answer === "object" && answer !== null && "room" in answer;
    return known && typeof answer.room === "string" ? answer.room : null;
  } catch {
    return null;
  }
}

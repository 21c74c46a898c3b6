/** What the writer is told, and what is done, when the server no longer takes their text. */
import type { Notices } from "./notice.ts";
import type { Trouble } from "./provider.ts";
import { handOver } from "./rescue.ts";

export interface TroubleOptions {
  readonly notices: Notices;
  /** The room this window is in. */
  readonly room: string;
  /** All that is here of the room's document, as Yjs has it. */
  state(): Uint8Array<ArrayBuffer>;
  /** The text can no longer be changed here (true), or can again. */
  lock(locked: boolean): void;
  /** Shows the writer the text in the editor, to copy. */
  showText(): void;
  /** Shows it, and has this window start again from the server's text once its writer says that they have it. */
  startAgain(): void;
  /**
   * Leaves for the page's new room.
   *
   * @param path the page's file, where it may be another one by now.
   * @param sent the server has all that was typed here. Else it is kept, and offered there.
   */
  leave(path: string | null, sent: boolean): void;
}

/** Between two tries to reach the server, ms. */
const TRY_AGAIN_MS = 3000;

const WORDS: Readonly<Record<Exclude<Trouble, "stale">, string>> = {
  gone: "This page is no longer in the wiki. Nothing more can be saved here.",
  refused: "You may not write on this page.",
  "too-large": "The server cannot take this much text on one page. What you typed last was not sent.",
  busy: "The server has too much to do. Your text is kept here and is sent as soon as it can be.",
};

/** Returns what to call with the room's trouble after every change. */
export function watchTrouble(options: TroubleOptions): (trouble: Trouble | null) => void {
  const { notices, lock, showText, startAgain } = options;
  let shown: Trouble | null = null;
  return (trouble) => {
    if (trouble === shown) return;
    shown = trouble;
    lock(trouble !== null && trouble !== "busy");
    notices.clear("trouble");
    if (trouble === "stale") void moveRoom(options);
    else if (trouble !== null) {
      const show = { label: "Show my text", act: showText };
      const again = { label: "Start again from the server’s text", act: startAgain };
      const acts = trouble === "busy" ? [] : trouble === "too-large" ? [show, again] : [show];
      notices.show("trouble", { words: WORDS[trouble], acts });
    }
  };
}

/** The page has begun a new history. What was typed in the old one is handed over first, and comes along. */
async function moveRoom({ notices, room, state, leave, showText }: TroubleOptions): Promise<void> {
  const acts = [{ label: "Show my text", act: showText }];
  for (;;) {
    const handed = await handOver(room, state());
    if (handed.outcome === "refused") return leave(null, false);
    if (handed.outcome === "taken" && handed.room !== room) return leave(handed.path, true);
    const words = "The page is being made anew on the server. What you typed is kept here and comes along.";
    notices.show("trouble", { words, acts });
    await new Promise((resolve) => setTimeout(resolve, TRY_AGAIN_MS));
  }
}

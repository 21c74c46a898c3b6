/** Tells a writer who is in touch with the server, and whose text it does not take, why that is and that nothing is lost. */
import type { Notices } from "./notice.ts";
import type { RoomState } from "./provider.ts";

/** A server under load answers within seconds; longer than this is worth a word. */
const LONG_MS = 10_000;

const DISK = "The server cannot write to its disk at the moment. Your text is kept here and goes out by itself.";
const SLOW = "The server has not said so far that it has your text. It is kept here and goes out by itself.";

export interface Patience {
  /** To be called after every change of the room's state. */
  watch(state: RoomState): void;
  /** The server's disk takes text, or does not. */
  disk(writable: boolean): void;
}

export function createPatience(notices: Notices): Patience {
  let writable = true;
  let waiting: ReturnType<typeof setTimeout> | undefined;

  function rest(): void {
    clearTimeout(waiting);
    waiting = undefined;
    if (writable) notices.clear("waiting");
  }

  return {
    watch({ connected, pending }) {
      if (!connected || !pending) rest();
      else if (writable) waiting ??= setTimeout(() => notices.show("waiting", { words: SLOW }), LONG_MS);
    },
    disk(on) {
      writable = on;
      rest();
      if (!on) notices.show("waiting", { words: DISK });
    },
  };
}

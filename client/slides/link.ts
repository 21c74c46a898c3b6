/**
 * What the windows of one deck tell each other, within one browser: `hello` asks where the deck is, `at` says it, `go`
 * asks it to move.
 */
export type DeckMessage = { readonly kind: "hello" } | { readonly kind: "at" | "go"; readonly slide: string };

export interface DeckLink {
  tell(message: DeckMessage): void;
  /** Goes on in another channel. */
  join(channel: string): void;
}

/** Joins the windows that name the same channel. @param hear is called for what the other windows tell. */
export function linkDeck(channel: string, hear: (message: DeckMessage) => void): DeckLink {
  const hearAll = ({ data }: MessageEvent<unknown>): void => {
    const message = messageIn(data);
    if (message !== null) hear(message);
  };
  const open = (name: string): BroadcastChannel => {
    const wire = new BroadcastChannel(name);
    wire.addEventListener("message", hearAll);
    return wire;
  };
  let wire = open(channel);
  return {
    tell: (message) => wire.postMessage(message),
    join(name) {
      if (name === wire.name) return;
      wire.close();
      wire = open(name);
    },
  };
}

/** A window that was opened before an update may tell what is not known any more: that is passed over. */
export function messageIn(data: unknown): DeckMessage | null {
  if (typeof data !== "object" || data === null || !("kind" in data)) return null;
  if (data.kind === "hello") return { kind: "hello" };
  if (data.kind !== "at" && data.kind !== "go") return null;
  return "slide" in data && typeof data.slide === "string" ? { kind: data.kind, slide: data.slide } : null;
}

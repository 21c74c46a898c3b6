/** A line that the server or what stands before it refused is tried again after this long, and a little, ms. */
const RETRY_MS = 3000;

/** What a page is told of while it is open: server-sent events. */
export interface NewsLine {
  close(): void;
}

/**
 * Listens until it is closed. Where nobody answers the browser tries again by itself; where it was refused, as by a proxy
 * while the server starts anew, it would not.
 *
 * @param hear called with the data of each event, by its kind; with "" for `open`, which comes after every break too.
 */
export function openNewsLine(address: string, hear: Readonly<Record<string, (data: string) => void>>): NewsLine {
  let source: EventSource | null = null;
  let retry: ReturnType<typeof setTimeout> | undefined;

  function open(): void {
    const stream = new EventSource(address);
    for (const [kind, heard] of Object.entries(hear)) {
      stream.addEventListener(kind, (event) => heard(event instanceof MessageEvent ? event.data : ""));
    }
    stream.addEventListener("error", () => {
      if (stream.readyState === EventSource.CLOSED) retry = setTimeout(open, RETRY_MS * (1 + Math.random()));
    });
    source = stream;
  }

  open();
  return {
    close() {
      clearTimeout(retry);
      source?.close();
    },
  };
}

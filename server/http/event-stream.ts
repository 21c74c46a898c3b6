import type { Response } from "express";

/** One follower's server-sent events. */
export interface EventStream {
  /** Gives the follower what `eventOf` made. */
  send(event: Uint8Array): void;
  close(): void;
}

/** An event on its way, encoded once for all who follow. Data is one line. */
export function eventOf(name: string, data: string): Uint8Array {
  return Buffer.from(`event: ${name}\ndata: ${data}\n\n`);
}

/**
 * Begins the answer with a comment, so that a follower knows it is heard.
 *
 * @param heartbeat between two comments that keep proxies from closing a silent stream, in ms.
 */
export function openStream(res: Response, heartbeat: number): EventStream {
  // no-transform keeps the compressor from holding events back.
  res.set({
    "Content-Type": "text/event-stream; charset=utf-8",
    "Cache-Control": "no-store, no-transform",
    "X-Accel-Buffering": "no",
  });
  // The stream ends with its connection, so no chunk has to be framed: one write an event instead of three.
  res.useChunkedEncodingByDefault = false;
  res.shouldKeepAlive = false;
  res.flushHeaders();
  res.write(":\n\n");
  const beating = setInterval(() => res.write(":\n\n"), heartbeat);
  return {
    send(event) {
      // A reader that takes nothing is let go: it comes back and reads the page anew.
      if (res.writableNeedDrain) res.destroy();
      else res.write(event);
    },
    close: () => clearInterval(beating),
  };
}

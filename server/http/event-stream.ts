import type { Response } from "express";
import type { News } from "../wiki/wiki.ts";

/** What a stream holds back, and how it is kept open. */
export interface StreamLimits {
  /** Between two `edited` events, and how long what people do is gathered, in ms. */
  readonly gatherMs: number;
  /** Between two comments that keep proxies from closing a silent stream, in ms. */
  readonly heartbeat: number;
}

/** One follower's server-sent events. */
export interface EventStream {
  /** Edits are gathered, the first at once and the last always; everything else is sent at once. */
  tell(news: News): void;
  /** One event, its data encoded already. */
  send(event: string, data: string): void;
  /** One event that is the same for many, as `eventBytes` has it. */
  pass(event: Uint8Array): void;
  close(): void;
}

/** An event as it goes over the wire. */
export function eventBytes(event: string, data: string): Uint8Array {
  return Buffer.from(`event: ${event}\ndata: ${data}\n\n`);
}

/** Begins the answer with a comment, so that a follower knows it is heard. */
export function openStream(res: Response, { gatherMs, heartbeat }: StreamLimits): EventStream {
  // no-transform keeps the compressor from holding events back.
  res.set({
    "Content-Type": "text/event-stream; charset=utf-8",
    "Cache-Control": "no-store, no-transform",
    "X-Accel-Buffering": "no",
  });
  res.flushHeaders();
  res.write(":\n\n");
  const beating = setInterval(() => res.write(":\n\n"), heartbeat);
  let waiting: NodeJS.Timeout | undefined;
  let held: News | null = null;

  function pass(event: Uint8Array): void {
    // A reader that takes nothing is let go: it comes back and reads the page anew.
    if (res.writableNeedDrain) res.destroy();
    else res.write(event);
  }

  const send = (event: string, data: string): void => pass(eventBytes(event, data));

  function sendNews({ kind, path, ...told }: News): void {
    send(kind, JSON.stringify({ path, commit: null, ...told }));
  }

  function sendHeld(): void {
    waiting = undefined;
    if (held === null) return;
    const news = held;
    held = null;
    tellEdited(news);
  }

  function tellEdited(news: News): void {
    if (waiting === undefined) {
      sendNews(news);
      waiting = setTimeout(sendHeld, gatherMs);
    } else held = news;
  }

  return {
    tell: (news) => (news.kind === "edited" ? tellEdited(news) : sendNews(news)),
    send,
    pass,
    close() {
      clearInterval(beating);
      clearTimeout(waiting);
    },
  };
}

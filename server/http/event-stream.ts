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
  close(): void;
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

  function send(event: string, data: string): void {
    // A reader that takes nothing is let go: it comes back and reads the page anew.
    if (res.writableNeedDrain) res.destroy();
    else res.write(`event: ${event}\ndata: ${data}\n\n`);
  }

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
    close() {
      clearInterval(beating);
      clearTimeout(waiting);
    },
  };
}

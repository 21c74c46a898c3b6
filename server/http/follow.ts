import { type Response, Router } from "express";
import { WikiError } from "../errors.ts";
import type { PagePath } from "../text/page-path.ts";
import type { News } from "../wiki/wiki.ts";
import { pagePathOf } from "./address.ts";
import type { HttpDeps } from "./deps.ts";

/** What following costs at most: sockets held open. */
export interface FollowLimits {
  /** Followers of all pages together. */
  readonly all: number;
  /** Followers of one page: a large hall. */
  readonly page: number;
  /** Between two `edited` events to one follower, in ms. */
  readonly editedEvery: number;
  /** Between two comments that keep proxies from closing a silent stream, in ms. */
  readonly heartbeat: number;
}

const limits: FollowLimits = { all: 2000, page: 800, editedEvery: 500, heartbeat: 25_000 };

/**
 * `GET /-/follow/PATH`: server-sent events named by the news' kind, its other facts as data, `commit` null where there is
 * none (an edit). The stream starts with a comment, so that a follower knows it is heard.
 */
export function followRouter({ wiki }: Pick<HttpDeps, "wiki">, limit: FollowLimits = limits): Router {
  const router = Router({ caseSensitive: true });
  const followers = new Map<PagePath, number>();
  let all = 0;

  router.get("/-/follow/*page", async (req, res) => {
    const path = pagePathOf(req, "/-/follow/");
    if ((await wiki.page(path)) === null) throw new WikiError("not-found", "there is no page to follow", { path });
    // Gone while the page was looked up: its "close" has been and will not come again.
    if (res.destroyed) return;
    const here = followers.get(path) ?? 0;
    if (all >= limit.all || here >= limit.page) {
      throw new WikiError("busy", "too many are following already", { retryAfter: 30 });
    }
    all += 1;
    followers.set(path, here + 1);
    const events = openStream(res, limit);
    const unfollow = wiki.follow(path, events.tell);
    res.on("close", () => {
      unfollow();
      events.close();
      all -= 1;
      const left = (followers.get(path) ?? 1) - 1;
      if (left === 0) followers.delete(path);
      else followers.set(path, left);
    });
  });
  return router;
}

/** One follower's stream: edits are gathered, everything else is told at once. */
function openStream(res: Response, limit: FollowLimits): { tell: (news: News) => void; close: () => void } {
  // no-transform keeps the compressor from holding events back.
  res.set({
    "Content-Type": "text/event-stream; charset=utf-8",
    "Cache-Control": "no-store, no-transform",
    "X-Accel-Buffering": "no",
  });
  res.flushHeaders();
  res.write(":\n\n");
  const heartbeat = setInterval(() => res.write(":\n\n"), limit.heartbeat);
  let waiting: NodeJS.Timeout | undefined;
  let held: News | null = null;

  const send = (news: News): void => {
    // A reader that takes nothing is let go: it comes back and reads the page anew.
    if (res.writableNeedDrain) res.destroy();
    else {
      const { kind, ...told } = news;
      res.write(`event: ${kind}\ndata: ${JSON.stringify({ commit: null, ...told })}\n\n`);
    }
  };
  const sendHeld = (): void => {
    waiting = undefined;
    if (held === null) return;
    const news = held;
    held = null;
    tellEdited(news);
  };
  const tellEdited = (news: News): void => {
    if (waiting === undefined) {
      send(news);
      waiting = setTimeout(sendHeld, limit.editedEvery);
    } else held = news;
  };

  return {
    tell: (news) => (news.kind === "edited" ? tellEdited(news) : send(news)),
    close: () => {
      clearInterval(heartbeat);
      clearTimeout(waiting);
    },
  };
}

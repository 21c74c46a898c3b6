import { Router } from "express";
import { WikiError } from "../errors.ts";
import type { PagePath } from "../text/page-path.ts";
import type { News } from "../wiki/news.ts";
import type { Wiki } from "../wiki/wiki.ts";
import { pagePathOf, queryOf } from "./address.ts";
import type { HttpDeps } from "./deps.ts";
import { type EventStream, eventOf, openStream } from "./event-stream.ts";
import type { ChangedTalks } from "./live-talks.ts";
import { leadData } from "./present.ts";
import { viewerOf } from "./viewer.ts";

/** What following costs at most: sockets held open. */
export interface FollowLimits {
  /** Followers of all pages together. */
  readonly all: number;
  /** Followers of one page: a large hall. */
  readonly page: number;
  /** Between two `edited` events, and how long what people do is gathered, in ms. */
  readonly gatherMs: number;
  /** Between two comments that keep proxies from closing a silent stream, in ms. */
  readonly heartbeat: number;
}

/** What followers are told from. */
export interface Followed extends Pick<HttpDeps, "wiki" | "presenting"> {
  readonly talksOf: (path: PagePath) => ChangedTalks;
}

const limits: FollowLimits = { all: 2000, page: 800, gatherMs: 500, heartbeat: 25_000 };

/**
 * `GET /-/follow/PATH`: server-sent events named by the news' kind, its other facts as data, `commit` null where there is
 * none (an edit). `people` carries who is in which talk now, `edited` the talks that changed (`talks`, each its slug and its
 * HTML), or null there where the page is to be read anew; `slide` where the presenter is, or that nobody presents, and it
 * comes at the beginning too: where somebody does, and always with `?slides`.
 */
export function followRouter(deps: Followed, limit: FollowLimits = limits): Router {
  const { wiki, presenting } = deps;
  const router = Router({ caseSensitive: true });
  const audiences = new Map<PagePath, Audience>();
  let all = 0;

  router.get("/-/follow/*page", async (req, res) => {
    const path = pagePathOf(req, "/-/follow/");
    const gone = (await wiki.page(path)) === null ? await goneFrom(wiki, path) : null;
    // Gone while the page was looked up: its "close" has been and will not come again.
    if (res.destroyed) return;
    const audience = audiences.get(path) ?? gatherAudience(deps, path, limit.gatherMs);
    if (all >= limit.all || audience.streams.size >= limit.page) {
      if (audience.streams.size === 0) audience.close();
      throw new WikiError("busy", "too many are following already", { retryAfter: 30 });
    }
    all += 1;
    audiences.set(path, audience);
    const stream = openStream(res, limit.heartbeat);
    audience.streams.add(stream);
    // Who comes back after it has happened is told as well.
    if (gone) stream.send(newsEvent(gone));
    const { id } = viewerOf(req);
    const leave = presenting.arrive(path, id);
    const lead = presenting.at(path);
    const yours = presenting.isLedBy(path, id);
    if (lead !== null || queryOf(req) === "slides") stream.send(eventOf("slide", leadData(path, lead, { yours })));
    res.on("close", () => {
      leave();
      all -= 1;
      stream.close();
      audience.streams.delete(stream);
      if (audience.streams.size > 0) return;
      audience.close();
      audiences.delete(path);
    });
  });
  return router;
}

/** Those who follow one page. */
interface Audience {
  readonly streams: Set<EventStream>;
  close(): void;
}

/**
 * Passes a page's news on. Edits are gathered, the first told at once and the last always. Of people it is told how it
 * stands when they have come to rest: a reload is no leaving, and who comes and goes at once was never there. Each is
 * worked out and encoded once for all.
 */
function gatherAudience({ wiki, talksOf, presenting }: Followed, path: PagePath, gatherMs: number): Audience {
  const streams = new Set<EventStream>();
  const changedTalks = talksOf(path);
  // What the page shows now, for the first change to be told from. The first follower reads it later than this.
  void changedTalks().catch(() => null);
  let resting: NodeJS.Timeout | undefined;
  let gathering: NodeJS.Timeout | undefined;
  let held = false;
  let told = peopleIn(wiki, path);

  function send(event: Uint8Array): void {
    for (const stream of streams) stream.send(event);
  }

  function tellPeople(): void {
    resting = undefined;
    const now = peopleIn(wiki, path);
    if (now === told) return;
    told = now;
    send(eventOf("people", now));
  }

  async function tellEdited(): Promise<void> {
    held = false;
    gathering = setTimeout(() => {
      gathering = undefined;
      if (held) void tellEdited();
    }, gatherMs);
    // Who cannot be told what changed reads the page anew, and hears there what is wrong with it.
    const talks = await changedTalks().catch(() => null);
    send(eventOf("edited", JSON.stringify({ path, commit: null, talks })));
  }

  function tell(news: News): void {
    if (news.kind === "people") resting ??= setTimeout(tellPeople, gatherMs);
    else if (news.kind !== "edited") send(newsEvent(news));
    else if (gathering === undefined) void tellEdited();
    else held = true;
  }

  const unfollow = wiki.follow(path, tell);
  const unwatch = presenting.follow(path, (lead) => send(eventOf("slide", leadData(path, lead))));
  return {
    streams,
    close() {
      unfollow();
      unwatch();
      clearTimeout(resting);
      clearTimeout(gathering);
      held = false;
    },
  };
}

function newsEvent({ kind, path, ...told }: News): Uint8Array {
  return eventOf(kind, JSON.stringify({ path, commit: null, ...told }));
}

/** What became of a page that is not here, as news. Throws `not-found` where there never was one. */
async function goneFrom(wiki: Wiki, path: PagePath): Promise<News> {
  const gone = await wiki.gone(path);
  if (gone === null) throw new WikiError("not-found", "there is no page to follow", { path });
  const { to, commit } = gone;
  return to === null ? { kind: "deleted", path, commit } : { kind: "moved", path, to, commit };
}

/** Who is in which talk of a page, as JSON. `talk` is its slug; null for the whole page. */
function peopleIn(wiki: Wiki, path: PagePath): string {
  const writing = wiki.writing(path).map(({ talkSlug, people }) => ({ talk: talkSlug, people }));
  return JSON.stringify({ path, commit: null, writing });
}

import { type Request, type RequestHandler, type Response, Router } from "express";
import type { z } from "zod";
import { WikiError } from "../errors.ts";
import type { RemoteState } from "../wiki/mirror-ports.ts";
import type { HttpDeps, RemoteDoor } from "./deps.ts";
import { answer } from "./etag.ts";
import { remoteModel } from "./models/remote.ts";
import type { remoteState } from "./remote-schema.ts";
import { surroundings } from "./site.ts";
import type { Views } from "./views.ts";

/** Of what a caller sends, this much is read and thrown away, bytes. */
const MOST_SENT = 1024 * 1024;

/** How long somebody who presses the button waits for the outcome, ms. */
const PATIENCE_MS = 3000;

type RemoteDeps = Pick<HttpDeps, "wiki" | "remote"> & { readonly views: Views };

/**
 * `POST /-/hooks/remote`: the remote says that it has something new. Whoever calls, and whatever is sent: the call only has it
 * looked at. To be put before whatever reads bodies.
 */
export function remoteHookRouter({ remote }: Pick<HttpDeps, "remote">): Router {
  const router = Router({ caseSensitive: true, strict: true });
  router.post("/-/hooks/remote", (req, res) => {
    void mustHave(remote).look();
    drain(req);
    res.status(202).set("Cache-Control", "no-store").json({ looking: true });
  });
  return router;
}

/** `/-/remote`: how the other copy of the wiki stands, for people; `/-/api/v1/remote` for programs. */
export function remoteRouter({ wiki, remote, views }: RemoteDeps): Router {
  const router = Router({ caseSensitive: true, strict: true });
  const around = surroundings({ wiki });

  const show: RequestHandler = async (req, res) => {
    const state = await mustHave(remote).state();
    const here = await around(req);
    await answer(req, res, [...here.key, "remote", JSON.stringify(state)], () => {
      const model = remoteModel(state, here.clock, here.clone);
      return views.render("remote", { ...here, here: {}, title: model.heading, ...model });
    });
  };

  router.get("/-/remote", show);
  router.post("/-/remote", async (_req: Request, res: Response) => {
    const looked = mustHave(remote).look();
    await Promise.race([looked, new Promise((resolve) => setTimeout(resolve, PATIENCE_MS).unref())]);
    res.redirect(303, "/-/remote");
  });
  router.get("/-/api/v1/remote", async (_req, res) => {
    res.set("Cache-Control", "no-store").json(told(await mustHave(remote).state()));
  });
  return router;
}

function mustHave(remote: RemoteDoor | null): RemoteDoor {
  if (remote) return remote;
  throw new WikiError("not-found", "this wiki is kept in step with no other copy; PLENARY_REMOTE would name one");
}

function drain(req: Request): void {
  let size = 0;
  req.on("data", (part: Buffer) => {
    size += part.length;
    if (size > MOST_SENT) req.destroy();
  });
  req.resume();
}

function told(state: RemoteState): z.infer<typeof remoteState> {
  const iso = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());
  return {
    address: state.address,
    state: state.status,
    since: new Date(state.since).toISOString(),
    reason: state.reason,
    fetched: iso(state.fetched),
    pushed: iso(state.pushed),
    unsent: state.unsent,
    next: iso(state.next),
    left: state.left.map(({ name, kind, reason }) => ({ name, kind, reason })),
    merges: state.merges.map(({ commit, at, paths }) => ({
      commit,
      date: new Date(at).toISOString(),
      paths: [...paths],
    })),
  };
}

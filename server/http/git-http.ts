import { type Request, type RequestHandler, type Response, Router } from "express";
import { WikiError } from "../errors.ts";
import { queryOf } from "./address.ts";
import type { HttpDeps } from "./deps.ts";

const noPush = "This wiki is written in the browser; pushing is not open here. Fetch as often as you like.";

/** Git's smart protocol over HTTP, for clone and fetch. Mounted before anything that reads or compresses bodies. */
export function gitRouter({ git }: Pick<HttpDeps, "git">): Router {
  const router = Router({ caseSensitive: true, strict: true });

  router.get("/notes.git/info/refs", async (req, res) => {
    const service = new URLSearchParams(queryOf(req)).get("service");
    if (service === "git-receive-pack") {
      // Git shows a refusal's words only where the answer looks like the protocol.
      neverKept(res, "application/x-git-receive-pack-advertisement").send(Buffer.from(git.pushRefusal(noPush)));
      return;
    }
    if (service !== "git-upload-pack") throw new WikiError("refused", "only git's smart protocol is spoken here");
    neverKept(res, "application/x-git-upload-pack-advertisement");
    await exchange(git, req, res, true);
  });

  router.post("/notes.git/git-upload-pack", async (req, res) => {
    if (req.headers["content-type"] !== "application/x-git-upload-pack-request") {
      throw new WikiError("bad-request", "a fetch is sent as application/x-git-upload-pack-request");
    }
    neverKept(res, "application/x-git-upload-pack-result");
    await exchange(git, req, res, false);
  });

  router.post("/notes.git/git-receive-pack", () => {
    throw new WikiError("refused", noPush);
  });

  router.get(["/notes.git", "/notes.git/"], cloneCommand);

  router.use("/notes.git", () => {
    throw new WikiError("not-found", "there is nothing at this address of the repository");
  });

  return router;
}

/** Runs one exchange, stopped as soon as the client goes away. */
async function exchange(git: HttpDeps["git"], req: Request, res: Response, advertise: boolean): Promise<void> {
  const gone = new AbortController();
  res.on("close", () => {
    if (!res.writableFinished) gone.abort();
  });
  try {
    await git.upload({
      advertise,
      protocol: req.get("git-protocol"),
      input: req,
      gzip: isGzipped(req),
      output: res,
      signal: gone.signal,
    });
  } catch (error) {
    if (!gone.signal.aborted) throw error;
  }
}

function isGzipped(req: Request): boolean {
  const encoding = req.get("content-encoding") ?? "identity";
  if (encoding === "gzip" || encoding === "x-gzip") return true;
  if (encoding === "identity") return false;
  throw new WikiError("bad-request", "a fetch is sent plain or gzipped");
}

function neverKept(res: Response, type: string): Response {
  return res
    .status(200)
    .set("Content-Type", type)
    .set("Cache-Control", "no-cache, max-age=0, must-revalidate")
    .set("Expires", "Fri, 01 Jan 1980 00:00:00 GMT")
    .set("Pragma", "no-cache");
}

/** Somebody opened the clone address in a browser: say what it is for. */
const cloneCommand: RequestHandler = (req, res) => {
  res.type("text/plain").send(`git clone ${req.protocol}://${req.get("host") ?? req.hostname}/notes.git\n`);
};

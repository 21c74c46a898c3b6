import { type Request, type RequestHandler, type Response, Router } from "express";
import { WikiError } from "../errors.ts";
import { queryOf } from "./address.ts";
import type { HttpDeps } from "./deps.ts";
import { exchangeOf, neverKept, straightTo } from "./git-exchange.ts";
import { pushRouter } from "./push.ts";

/** Git's smart protocol over HTTP, for clone, fetch and push. Mounted before anything that reads or compresses bodies. */
export function gitRouter({ git, ...deps }: Pick<HttpDeps, "git" | "push" | "log">): Router {
  const router = Router({ caseSensitive: true, strict: true });
  router.use(pushRouter(deps));

  router.get("/notes.git/info/refs", async (req, res) => {
    const service = new URLSearchParams(queryOf(req)).get("service");
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

  router.get(["/notes.git", "/notes.git/"], cloneCommand);

  router.use("/notes.git", () => {
    throw new WikiError("not-found", "there is nothing at this address of the repository");
  });

  return router;
}

async function exchange(git: HttpDeps["git"], req: Request, res: Response, advertise: boolean): Promise<void> {
  const body = exchangeOf(req, res);
  try {
    await git.upload({ advertise, protocol: req.get("git-protocol"), straight: () => straightTo(res), ...body });
  } catch (error) {
    if (!body.signal.aborted) throw error;
  }
}

/** Somebody opened the clone address in a browser: say what it is for. */
const cloneCommand: RequestHandler = (req, res) => {
  res.type("text/plain").send(`git clone ${req.protocol}://${req.get("host") ?? req.hostname}/notes.git\n`);
};

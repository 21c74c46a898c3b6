import { type ErrorRequestHandler, type Request, type RequestHandler, type Response, Router } from "express";
import { WikiError } from "../errors.ts";
import { queryOf } from "./address.ts";
import type { HttpDeps } from "./deps.ts";
import { refusalOf, requestIdOf } from "./fail.ts";
import { exchangeOf, neverKept } from "./git-exchange.ts";
import { isOwnOrigin } from "./origin.ts";

const CLOSED = "This wiki is written in the browser; pushing is not open here. Fetch as often as you like.";
const ASKED = "A push needs a token as its password; the user name is free. Whoever runs the wiki makes one.";

/** `git push`: the list of refs that a pusher sees first, and the push itself. */
export function pushRouter({ push, log }: Pick<HttpDeps, "push" | "log">): Router {
  const router = Router({ caseSensitive: true, strict: true });

  /** Lets a pusher in, or says why not. */
  const enter: RequestHandler = async (req, res, next) => {
    if (push.mode === "off") throw new WikiError("refused", CLOSED);
    // A page of another site cannot push with what a browser remembers.
    if (!isOwnOrigin(req.headers))
      throw new WikiError("foreign-origin", "a push comes from git, and from no other site");
    if (push.mode === "token" && (await push.nameOf(passwordIn(req))) === null) {
      res.status(401).set("WWW-Authenticate", 'Basic realm="the notes", charset="UTF-8"');
      sayPlain(res, ASKED);
      return;
    }
    next();
  };

  router.get("/notes.git/info/refs", onlyPushes, enter, async (_req, res) => {
    neverKept(res, "application/x-git-receive-pack-advertisement").send(await push.advertisement());
  });

  router.post("/notes.git/git-receive-pack", enter, async (req, res) => {
    if (req.headers["content-type"] !== "application/x-git-receive-pack-request") {
      throw new WikiError("bad-request", "a push is sent as application/x-git-receive-pack-request");
    }
    const exchange = exchangeOf(req, res);
    neverKept(res, "application/x-git-receive-pack-result");
    await push.receive(exchange);
  });

  router.use("/notes.git", refusing(log));
  return router;
}

const onlyPushes: RequestHandler = (req, _res, next) => {
  const service = new URLSearchParams(queryOf(req)).get("service");
  next(service === "git-receive-pack" ? undefined : "route");
};

/** Git shows a refusal's words where they are plain text. */
function refusing(log: HttpDeps["log"]): ErrorRequestHandler {
  return (error, req, res, next) => {
    if (res.headersSent) return next(error);
    const { status, reason, retryAfter } = refusalOf(error);
    if (status === 500) log.error({ err: error, requestId: requestIdOf(res), url: req.originalUrl }, "failed");
    if (retryAfter !== undefined) res.set("Retry-After", String(retryAfter));
    res.status(status);
    sayPlain(res, reason);
  };
}

function sayPlain(res: Response, reason: string): void {
  res.set("Cache-Control", "no-store").type("text/plain").send(`${reason}\n`);
}

/** Of `Authorization: Basic`; "" where there is none. */
function passwordIn(req: Request): string {
  const [, credentials = ""] = /^basic ([a-z0-9+/=]+)$/i.exec(req.headers.authorization ?? "") ?? [];
  const [, password = ""] = /^[^:]*:(.*)$/s.exec(Buffer.from(credentials, "base64").toString()) ?? [];
  return password;
}

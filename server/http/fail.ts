import type { ErrorRequestHandler, Request, RequestHandler, Response } from "express";
import { WikiError, type WikiErrorCode } from "../errors.ts";
import type { HttpDeps } from "./deps.ts";
import { type SentForm, unsavedModel } from "./models/unsaved.ts";
import type { Views } from "./views.ts";

/** Why a request was refused, as it is told to whoever asked. */
export interface Refusal {
  readonly status: number;
  /** The code of a `WikiError`, or a word of the same kind for what never reached the wiki. */
  readonly error: string;
  /** One line, no full stop. */
  readonly reason: string;
  /** The page it is about, where it is about one. */
  readonly path?: string;
  /** Seconds to wait before trying again. */
  readonly retryAfter?: number;
}

const statuses: Readonly<Record<WikiErrorCode, number>> = {
  "bad-path": 400,
  "bad-request": 400,
  "foreign-origin": 403,
  refused: 403,
  "not-found": 404,
  exists: 409,
  "unknown-base": 409,
  "too-large": 413,
  "not-text": 415,
  "not-picture": 415,
  "cannot-write": 503,
  damaged: 503,
  busy: 503,
};

const titles: Readonly<Record<number, string>> = {
  400: "This cannot be read",
  403: "Not from here",
  404: "There is no page at this address",
  409: "Somebody was here first",
  413: "This is too large",
  415: "This is no text",
  500: "Something broke here",
  503: "Not now",
};

/** Seconds until a full queue is worth another try. */
const soon = 5;

/**
 * What to tell about an error, and nothing more than that: a `WikiError`'s own line, a line of ours for what the body
 * parsers and the router refuse, and for everything else, which is a bug, only that it happened.
 */
export function refusalOf(error: unknown): Refusal {
  if (error instanceof WikiError) return wikiRefusal(error);
  const status = error instanceof Error && "status" in error ? error.status : undefined;
  if (status === 413) return { status, error: "too-large", reason: "the request is larger than the wiki takes" };
  if (status === 415) return { status, error: "bad-request", reason: "the request's encoding is not known here" };
  if (typeof status === "number" && status >= 400 && status < 500) {
    return { status: 400, error: "bad-request", reason: "the request cannot be read" };
  }
  return { status: 500, error: "broken", reason: "something broke; the log has it under this request's id" };
}

function wikiRefusal(error: WikiError): Refusal {
  const { path } = error.data;
  const retryAfter = error.data.retryAfter ?? (error.code === "busy" ? soon : undefined);
  return {
    status: statuses[error.code],
    error: error.code,
    reason: error.message.replaceAll(/\s+/g, " ").replace(/\.$/, ""),
    ...(path === undefined ? {} : { path }),
    ...(retryAfter === undefined ? {} : { retryAfter }),
  };
}

/** Nothing answered: there is nothing at this address. */
export const nothingHere: RequestHandler = (_req, _res, next) => {
  next(new WikiError("not-found", "there is nothing at this address"));
};

const sent = new WeakMap<Response, SentForm>();

/** Notes what somebody has written: whatever the request is refused for, it stands on the page that says so. */
export function giveBackIfRefused(res: Response, form: SentForm): void {
  sent.set(res, form);
}

/** The door every error leaves by: logged where it is a bug, and told as HTML, JSON or a line of text. */
export function failing({ log, views }: Pick<HttpDeps, "log"> & { readonly views: Views }): ErrorRequestHandler {
  return (error, req, res, _next) => {
    const refusal = refusalOf(error);
    const requestId = requestIdOf(res);
    if (refusal.status >= 500 && refusal.error !== "busy") {
      log.error({ err: error, requestId, method: req.method, url: req.originalUrl }, "failed");
    }
    if (res.headersSent) {
      res.destroy();
      return;
    }
    res.status(refusal.status).set("Cache-Control", "no-store").vary("Accept").removeHeader("ETag");
    if (refusal.retryAfter !== undefined) res.set("Retry-After", String(refusal.retryAfter));
    if (wantsJson(req)) {
      res.json({ error: refusal.error, reason: refusal.reason, requestId });
      return;
    }
    if (req.accepts("html")) {
      try {
        const form = sent.get(res);
        const told = { ...refusal, ...(form && unsavedModel(form, refusal.error)), title: titleOf(refusal), requestId };
        res.type("html").send(views.render(form ? "unsaved" : "error", told));
        return;
      } catch (second) {
        log.error({ err: second, requestId }, "the error page failed");
      }
    }
    res.type("text/plain").send(`${refusal.status} ${refusal.reason} (request ${requestId})\n`);
  };
}

function titleOf({ status, error }: Refusal): string {
  if (error === "not-picture") return "This is no picture";
  return error === "bad-path" ? "This is no address of the wiki" : (titles[status] ?? "Refused");
}

/** The id that a response and its log line share. */
export function requestIdOf(res: Response): string {
  return String(res.locals["requestId"] ?? "-");
}

/** Whether an answer should be JSON: under the API always, else by Accept, and like for like where Accept is open. */
export function wantsJson(req: Request): boolean {
  if (req.originalUrl.startsWith("/-/api/")) return true;
  const open = (req.headers.accept ?? "*/*") === "*/*";
  if (open && req.is("application/json")) return true;
  return req.accepts(["html", "json"]) === "json";
}

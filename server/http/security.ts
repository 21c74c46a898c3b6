import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { RequestHandler, Response } from "express";
import helmet from "helmet";

/**
 * The headers that say what a page may do: run and style itself only from our own files, or with the nonce of this very
 * answer; show pictures from anywhere; talk to nobody but this host. Nothing that would keep plain http from working.
 */
export function security(): RequestHandler {
  const headers = helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        baseUri: ["'none'"],
        connectSrc: ["'self'", socketsOfThisHost],
        fontSrc: ["'self'"],
        formAction: ["'self'"],
        frameAncestors: ["'self'"],
        frameSrc: ["'self'"],
        imgSrc: ["'self'", "data:", "https:", "http:"],
        manifestSrc: ["'self'"],
        mediaSrc: ["'self'", "https:", "http:"],
        scriptSrc: ["'self'", nonceSource],
        styleSrc: ["'self'", nonceSource],
      },
    },
    // The default, no-referrer, makes browsers send `Origin: null` with the wiki's own forms.
    referrerPolicy: { policy: "same-origin" },
    strictTransportSecurity: false,
  });
  return (req, res, next) => {
    res.locals["nonce"] = Buffer.from(randomUUID().replaceAll("-", ""), "hex").toString("base64url");
    headers(req, res, next);
  };
}

/** What a script or style element of this answer must carry as its `nonce`. */
export function nonceOf(res: Response): string {
  return String(res.locals["nonce"]);
}

function nonceSource(_req: IncomingMessage, res: ServerResponse): string {
  return `'nonce-${nonceOf(res as Response)}'`;
}

/** Not every browser takes `'self'` to mean WebSockets too. A host that could smuggle a directive in is left out. */
function socketsOfThisHost(req: IncomingMessage): string {
  const host = req.headers.host ?? "";
  return /^[\w.:[\]-]+$/.test(host) ? `ws://${host} wss://${host}` : "'self'";
}

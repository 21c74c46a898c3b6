import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { RequestHandler, Response } from "express";
import helmet from "helmet";

const POLICY = "Content-Security-Policy";

/** Stand in the policy for what is another at each answer. */
const NONCE = "'nonce-of-this-answer'";
const SOCKETS = "sockets-of-this-host";

/**
 * The headers that say what a page may do: run and style itself only from our own files, or with the nonce of this very
 * answer; show pictures from anywhere; talk to nobody but this host. Nothing that would keep plain http from working.
 *
 * Helmet is asked for them once: all but the nonce and the host are the same for every answer.
 */
export function security(): RequestHandler {
  const headers = headersOf(
    helmet({
      contentSecurityPolicy: {
        useDefaults: false,
        directives: {
          defaultSrc: ["'none'"],
          baseUri: ["'none'"],
          connectSrc: ["'self'", SOCKETS],
          fontSrc: ["'self'"],
          formAction: ["'self'"],
          frameAncestors: ["'self'"],
          frameSrc: ["'self'"],
          imgSrc: ["'self'", "data:", "https:", "http:"],
          manifestSrc: ["'self'"],
          mediaSrc: ["'self'", "https:", "http:"],
          scriptSrc: ["'self'", NONCE],
          styleSrc: ["'self'", NONCE],
        },
      },
      // The default, no-referrer, makes browsers send `Origin: null` with the wiki's own forms.
      referrerPolicy: { policy: "same-origin" },
      strictTransportSecurity: false,
    }),
  );
  const policy = headers.get(POLICY) ?? "";
  headers.delete(POLICY);
  return (req, res, next) => {
    const nonce = Buffer.from(randomUUID().replaceAll("-", ""), "hex").toString("base64url");
    res.locals["nonce"] = nonce;
    for (const [name, value] of headers) res.setHeader(name, value);
    res.setHeader(POLICY, policy.replaceAll(NONCE, `'nonce-${nonce}'`).replace(SOCKETS, socketsOfThisHost(req)));
    next();
  };
}

/** What a script or style element of this answer must carry as its `nonce`. */
export function nonceOf(res: Response): string {
  return String(res.locals["nonce"]);
}

/** The headers that a handler sets which does not look at the request. */
function headersOf(set: (req: IncomingMessage, res: ServerResponse, next: (error?: unknown) => void) => void) {
  const headers = new Map<string, string>();
  const recorder = {
    setHeader: (name: string, value: string) => headers.set(name, value),
    removeHeader: (name: string) => headers.delete(name),
  };
  set({} as IncomingMessage, recorder as unknown as ServerResponse, (error) => {
    if (error) throw error;
  });
  return headers;
}

/** Not every browser takes `'self'` to mean WebSockets too. A host that could smuggle a directive in is left out. */
function socketsOfThisHost(req: IncomingMessage): string {
  const host = req.headers.host ?? "";
  return /^[\w.:[\]-]+$/.test(host) ? `ws://${host} wss://${host}` : "'self'";
}

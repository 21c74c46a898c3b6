import { createHmac, timingSafeEqual } from "node:crypto";

/** All that a browser keeps about its person. The server keeps nothing. */
export interface Session {
  /** 16 random hex digits, the same for as long as the cookie lives. */
  readonly id: string;
  /** The name the person gave; absent for a guest. */
  readonly name?: string;
  /** The guest's number; absent until the guest first writes. */
  readonly number?: number;
}

export const cookieName = "plenary";

/** The cookie's value: the session readable, and a keyed hash that says it came from here. */
export function sealSession(session: Session, secret: string): string {
  const body = Buffer.from(JSON.stringify(session)).toString("base64url");
  return `${body}.${mac(body, secret).toString("base64url")}`;
}

/**
 * The session in a `Cookie` header; null where there is none, or none that was sealed with this secret. Of several
 * cookies by our name (another path's, another domain's) the first that holds is taken.
 */
export function openSession(header: string | undefined, secret: string): Session | null {
  for (const pair of (header ?? "").split(";")) {
    const at = pair.indexOf("=");
    if (at < 0 || pair.slice(0, at).trim() !== cookieName) continue;
    const session = opened(pair.slice(at + 1).trim(), secret);
    if (session !== null) return session;
  }
  return null;
}

function opened(value: string, secret: string): Session | null {
  const [body, seal, ...more] = value.split(".");
  if (body === undefined || seal === undefined || more.length > 0) return null;
  const given = Buffer.from(seal, "base64url");
  const right = mac(body, secret);
  if (given.length !== right.length || !timingSafeEqual(given, right)) return null;
  // Sealed by us, so it parses and has the shape.
  return JSON.parse(Buffer.from(body, "base64url").toString()) as Session;
}

function mac(body: string, secret: string): Buffer {
  return createHmac("sha256", secret).update(`${cookieName}.${body}`).digest();
}

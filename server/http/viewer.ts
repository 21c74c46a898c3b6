import { randomUUID } from "node:crypto";
import type { Request, RequestHandler, Response } from "express";
import { WikiError } from "../errors.ts";
import type { Person } from "../wiki/ports.ts";
import type { HttpDeps } from "./deps.ts";
import { cookieName, openSession, type Session, sealSession } from "./session-cookie.ts";

/** Whoever looks at a page or writes on it. Nobody has an account: a name is what a person says it is. */
export interface Viewer {
  /** 16 hex digits; stays the same once the viewer has written or given a name. */
  readonly id: string;
  /** The name given, "Guest 12", or "Guest" for one who has not written yet. */
  readonly name: string;
  /** No name was given. */
  readonly guest: boolean;
  /** A guest's number; null before the first writing, and for who came with a name. */
  readonly number: number | null;
  /** As git writes the viewer down. The address is nobody's: it tells two guests of one name apart. */
  readonly person: Person;
}

/** The longest name, in code points. */
export const longestName = 60;

const year = 365 * 24 * 60 * 60 * 1000;

interface Seat {
  session: Session;
  readonly keep: (session: Session) => void;
  readonly number: () => Promise<number>;
}

const seats = new WeakMap<Request, Seat>();

/** Reads the viewer's cookie. Nothing is set until the viewer writes or gives a name. */
export function sessions({ secret, guestNumber }: HttpDeps["sessions"]): RequestHandler {
  return (req, res, next) => {
    const session = openSession(req.headers.cookie, secret) ?? { id: randomUUID().replaceAll("-", "").slice(-16) };
    seats.set(req, { session, keep: (changed) => setCookie(req, res, changed, secret), number: guestNumber });
    next();
  };
}

/** The viewer of a request that has passed `sessions`. */
export function viewerOf(req: Request): Viewer {
  return viewerIn(seatOf(req).session);
}

/** The viewer as one who writes: a guest without a number is given one, and a cookie to keep it. */
export async function writerOf(req: Request): Promise<Viewer> {
  const seat = seatOf(req);
  const { session } = seat;
  if (session.name === undefined && session.number === undefined) {
    changeSession(seat, { ...session, number: await seat.number() });
  }
  return viewerOf(req);
}

/** Gives the viewer a name, as `nameIn` reads it. Throws `bad-request` where it is none. */
export function nameViewer(req: Request, raw: unknown): Viewer {
  const seat = seatOf(req);
  changeSession(seat, { ...seat.session, name: nameIn(raw) });
  return viewerOf(req);
}

/** For the live door: the viewer in an upgrade request's `Cookie` header, or null where there is no cookie of ours. */
export function viewerFromCookie(secret: string): (header: string | undefined) => Viewer | null {
  return (header) => {
    const session = openSession(header, secret);
    return session === null ? null : viewerIn(session);
  };
}

/**
 * A name as a person typed it, with single spaces. Throws `bad-request` for none, for one over 60 characters, and for
 * characters that git cannot keep or that would turn the words around it: controls, line ends, direction marks, `<>`.
 */
export function nameIn(raw: unknown): string {
  if (typeof raw !== "string") throw new WikiError("bad-request", "a name is missing", { field: "name" });
  const name = raw
    .normalize("NFC")
    .replaceAll(/\p{Zs}+/gu, " ")
    .trim();
  if (name === "") throw new WikiError("bad-request", "a name cannot be empty", { field: "name" });
  if ([...name].length > longestName) {
    throw new WikiError("bad-request", `a name has at most ${longestName} characters`, { field: "name" });
  }
  if (/[<>\p{Cc}\p{Zl}\p{Zp}\p{Cs}\p{Bidi_Control}]/u.test(name)) {
    throw new WikiError("bad-request", "a name holds letters, digits and signs, but no < or >", { field: "name" });
  }
  // Git strips these from a name's ends; a name of nothing else would leave no author.
  if (!/[\p{L}\p{N}]/u.test(name)) {
    throw new WikiError("bad-request", "a name has at least one letter or digit", { field: "name" });
  }
  return name;
}

function viewerIn(session: Session): Viewer {
  const number = session.number ?? null;
  const name = session.name ?? (number === null ? "Guest" : `Guest ${number}`);
  const person = { name, email: `guest-${session.id.slice(0, 8)}@plenary.invalid` };
  return { id: session.id, name, guest: session.name === undefined, number, person };
}

function seatOf(req: Request): Seat {
  const seat = seats.get(req);
  if (seat === undefined) throw new Error("a request was read before its session");
  return seat;
}

function changeSession(seat: Seat, session: Session): void {
  seat.session = session;
  seat.keep(session);
}

function setCookie(req: Request, res: Response, session: Session, secret: string): void {
  res.cookie(cookieName, sealSession(session, secret), {
    httpOnly: true,
    sameSite: "lax",
    secure: req.secure,
    maxAge: year,
    path: "/",
    encode: String,
  });
}

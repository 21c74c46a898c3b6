import type { IncomingMessage, Server } from "node:http";
import type { Duplex } from "node:stream";
import type { Logger } from "pino";
import { type WebSocket, WebSocketServer } from "ws";
import type { Lease, Located } from "../docs/rooms.ts";
import { createTrial } from "../docs/trial.ts";
import type { DocIdentity } from "../docs/update-log.ts";
import { WikiError } from "../errors.ts";
import { CLOSE, connect, type Line, type Viewer } from "./connection.ts";
import { createHub, type Hub } from "./hub.ts";
import type { Roster } from "./roster.ts";

const PREFIX = "/-/live/";

/** Largest frame, bytes: the whole history of a page that was edited offline for days, with room to spare. */
const MAX_FRAME = 8 * 1024 * 1024;

/** Connections of the whole server, and of one room: several large halls. */
const MAX_LINES = 5000;
const MAX_IN_ROOM = 2000;

/** How often a connection is asked whether it is still there, ms; silence for one whole round ends it. */
const HEARTBEAT_MS = 30_000;

export interface LiveDeps {
  locate(name: string): Located;
  /** A hold on the document's room, in line with git. */
  enter(identity: DocIdentity): Promise<Lease>;
  /** Who the request's cookie belongs to; a new numbered guest where it has none. */
  viewer(request: IncomingMessage): Promise<Viewer>;
  /** False for a request sent by a page of another site. */
  ownOrigin(request: IncomingMessage): boolean;
  readonly roster: Roster;
  /** Largest text of a page, bytes. */
  readonly maxTextBytes: number;
  readonly log: Logger;
}

export interface LiveDoor {
  /** Ends every connection with 1001, and takes no more. */
  close(): Promise<void>;
}

/** Opens `WS /-/live/ROOM` on a server. Any other upgrade gets 404. */
export function openLiveDoor(server: Server, deps: LiveDeps): LiveDoor {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_FRAME, perMessageDeflate: false });
  const hubs = new Map<string, Hub>();
  const trial = createTrial();
  const stopBeating = keepAlive(sockets);
  let closing = false;

  async function seat(line: Line, request: IncomingMessage, name: string): Promise<void> {
    const { socket } = line;
    const located = deps.locate(name);
    if (located.kind === "unknown") return socket.close(CLOSE.noSuchRoom, "no such room");
    if (located.kind === "stale") return socket.close(CLOSE.staleEpoch, "this page has begun a new history");
    if ((hubs.get(name)?.size() ?? 0) >= MAX_IN_ROOM) return socket.close(CLOSE.tryLater, "the room is full");
    const { identity } = located;
    // Frames that come before the room is there wait in the socket.
    socket.pause();
    const [viewer, lease] = await Promise.all([deps.viewer(request), deps.enter(identity)]);
    if (socket.readyState !== socket.OPEN || closing) {
      lease.release();
      return turnAway(socket, CLOSE.goingAway, "the server is stopping");
    }
    if (lease.room.name !== name) {
      // The page began a new history as its room was loaded: what this client has is of the old one.
      lease.release();
      return turnAway(socket, CLOSE.staleEpoch, "this page has begun a new history");
    }
    const hub = hubs.get(name) ?? createHub(lease.room, { trial, maxTextBytes: deps.maxTextBytes });
    hubs.set(name, hub);
    // By the document: its page may be moved while people are in it.
    const place = deps.roster.sit(identity.id, { id: viewer.id, name: viewer.person.name });
    connect(line, hub, viewer, place, {
      moved: (talk) => place.at(talk),
      refused: (refusal) => deps.log.warn({ room: name, ...refusal }, "live connection closed"),
    });
    // After `connect`, so that the hub has let go of the member before it is asked whether it is empty.
    socket.on("close", () => {
      place.leave();
      if (hub.size() === 0 && hubs.get(name) === hub) {
        hubs.delete(name);
        hub.close();
      }
      lease.release();
    });
    socket.resume();
  }

  server.on("upgrade", (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    const name = roomOf(request.url ?? "");
    if (name === null || closing) return refuse(stream, closing ? "503 Service Unavailable" : "404 Not Found");
    if (!deps.ownOrigin(request)) return refuse(stream, "403 Forbidden");
    if (sockets.clients.size >= MAX_LINES) return refuse(stream, "503 Service Unavailable");
    sockets.handleUpgrade(request, stream, head, (socket) => {
      // ws reports a broken or oversized frame here and closes by itself with the right code.
      socket.on("error", (cause) => deps.log.warn({ room: name, reason: cause.message }, "live connection broken"));
      seat({ socket, stream }, request, name).catch((cause: unknown) => {
        deps.log.error({ room: name, err: cause }, "a room could not be opened");
        turnAway(socket, CLOSE.internal, reasonOf(cause));
      });
    });
  });

  return {
    async close() {
      closing = true;
      stopBeating();
      await Promise.all([...sockets.clients].map(sayGoodbye));
      sockets.close();
    },
  };
}

/** The room's name in an address; null where it is no live address. */
function roomOf(url: string): string | null {
  const [path = ""] = url.split("?");
  if (!path.startsWith(PREFIX)) return null;
  const name = path.slice(PREFIX.length);
  return /^[A-Za-z0-9_.-]{1,100}$/.test(name) ? name : null;
}

/** Longest reason a close frame holds, bytes. */
const MAX_REASON = 123;

/** What the wiki says for people, where it fits; anything else stays in the log. */
function reasonOf(cause: unknown): string {
  const words = cause instanceof WikiError ? cause.message : "";
  return words !== "" && Buffer.byteLength(words) <= MAX_REASON ? words : "the room could not be opened";
}

/** A socket that is paused would not read the answer to its close, and hang for half a minute. */
function turnAway(socket: WebSocket, code: number, reason: string): void {
  socket.resume();
  socket.close(code, reason);
}

function refuse(stream: Duplex, status: string): void {
  stream.on("error", () => {});
  stream.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

/** How long a client may take to answer our close before its line is cut, ms. */
const GOODBYE_MS = 1000;

function sayGoodbye(socket: WebSocket): Promise<void> {
  return new Promise((resolve) => {
    const cut = setTimeout(() => socket.terminate(), GOODBYE_MS);
    socket.once("close", () => {
      clearTimeout(cut);
      resolve();
    });
    socket.close(CLOSE.goingAway, "the server is stopping");
  });
}

/** Pings everybody in turn, and cuts the lines of those who did not answer the last one. */
function keepAlive(sockets: WebSocketServer): () => void {
  const silent = new WeakSet<WebSocket>();
  const timer = setInterval(() => {
    for (const socket of sockets.clients) {
      if (silent.has(socket)) {
        socket.terminate();
        continue;
      }
      silent.add(socket);
      socket.once("pong", () => silent.delete(socket));
      socket.ping();
    }
  }, HEARTBEAT_MS).unref();
  return () => clearInterval(timer);
}

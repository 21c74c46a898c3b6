import type { Duplex } from "node:stream";
import type { WebSocket } from "ws";
import type { LogAuthor } from "../docs/update-log.ts";
import { createBudget, MESSAGE_MS } from "./budget.ts";
import type { Refusal } from "./guard.ts";
import type { Hub, Member } from "./hub.ts";
import { rawFrame } from "./raw-frame.ts";
import type { Seat } from "./roster.ts";
import { ack, type Frame, readFrame, step1 } from "./wire.ts";

/** Close codes the protocol promises. */
export const CLOSE = {
  goingAway: 1001,
  badFrame: 1007,
  tooLarge: 1009,
  internal: 1011,
  tryLater: 1013,
  notAllowed: 4403,
  noSuchRoom: 4404,
  staleEpoch: 4409,
} as const;

/** What a slow reader may owe before it is let go, bytes: it can come back and get the whole state for less. */
const MAX_OWED = 8 * 1024 * 1024;

/** Longest talk slug that is taken from a client's awareness. */
const MAX_TALK = 200;

/** Longest token that is echoed as an acknowledgement, bytes: it is a counter. */
const MAX_TOKEN = 64;

/** A line that is asked whether it is alive has this long to answer, ms. */
const PROOF_MS = 3000;

/** Who is behind a connection, by their session. */
export interface Viewer {
  readonly id: string;
  readonly person: NonNullable<LogAuthor>;
}

export interface ConnectionEvents {
  /** The person says to be in another talk. */
  moved(talk: string | null): void;
  /** The connection is being closed for what its client did; told once. */
  refused(refusal: Refusal): void;
}

/** A socket and the stream under it. */
export interface Line {
  readonly socket: WebSocket;
  readonly stream: Duplex;
}

/** Joins a line to a hub. It leaves by itself when the socket closes. */
export function connect(line: Line, hub: Hub, viewer: Viewer, seat: Seat, events: ConnectionEvents): void {
  const { socket, stream } = line;
  const budget = createBudget(() => performance.now());
  let refused = false;
  let proving = false;
  /** What came while an earlier message is being tried. */
  let held: Buffer[] | null = null;

  const member: Member = {
    id: viewer.id,
    name: viewer.person.name,
    author: viewer.person,
    seat,
    write(frames) {
      if (socket.readyState !== socket.OPEN) return;
      if (stream.writableLength <= MAX_OWED) stream.write(frames);
      else member.refuse({ code: CLOSE.tryLater, reason: "too slow to keep up; join again" });
    },
    spent,
    prove,
    gone: () => socket.readyState !== socket.OPEN,
    refuse(refusal) {
      if (refused) return;
      refused = true;
      events.refused(refusal);
      socket.close(refusal.code, refusal.reason);
    },
  };

  function spent(ms: number): void {
    const rest = budget.spend(ms);
    if (rest === 0 || socket.isPaused) return;
    socket.pause();
    setTimeout(() => !held && socket.resume(), rest).unref();
  }

  /** Asks for a sign of life, and cuts the line where none comes. */
  function prove(): void {
    if (proving) return;
    proving = true;
    const cut = setTimeout(() => socket.terminate(), PROOF_MS).unref();
    socket.once("pong", () => {
      clearTimeout(cut);
      proving = false;
    });
    socket.ping();
  }

  function handle(frame: Frame): void {
    switch (frame.kind) {
      case "step-1":
        for (const part of hub.answerTo(frame.stateVector)) member.write(part);
        break;
      case "update": {
        const refusal = hub.edit(member, frame.update, frame.answer);
        if (refusal instanceof Promise) hold(refusal);
        else if (refusal) member.refuse(refusal);
        break;
      }
      case "awareness":
        for (const { state } of hub.aware(member, frame.entries)) if (state) events.moved(talkOf(state.talk));
        break;
      case "query-awareness": {
        const everybody = hub.everybody();
        if (everybody) member.write(everybody);
        break;
      }
      case "ack":
        if (frame.token.length > MAX_TOKEN) throw new Error("an acknowledgement of that length is none");
        acknowledge(frame.token);
        break;
      case "unknown":
        break;
    }
  }

  function acknowledge(token: Uint8Array): void {
    const frame = rawFrame(ack(token));
    // Refused only when the room is given up at shutdown: then there is nothing true to say.
    hub.durable(member).then(
      () => member.write(frame),
      () => {},
    );
  }

  /** Takes nothing more until it is known what comes of a message. */
  function hold(trial: Promise<Refusal | null>): void {
    held = [];
    socket.pause();
    void trial
      .catch(() => ({ code: CLOSE.internal, reason: "the text could not be tried" }))
      .then((refusal) => {
        if (refusal) return member.refuse(refusal);
        const messages = held ?? [];
        held = null;
        socket.resume();
        for (const data of messages) take(data);
      });
  }

  function take(data: Buffer): void {
    // What came in one piece with a refused frame is not looked at any more.
    if (refused) return;
    if (held) {
      held.push(data);
      return;
    }
    const start = performance.now();
    try {
      handle(readFrame(data));
    } catch {
      member.refuse({ code: CLOSE.badFrame, reason: "not a frame of the y-websocket protocol" });
    }
    spent(performance.now() - start + MESSAGE_MS);
  }

  socket.on("message", take);
  socket.on("close", () => hub.leave(member));

  hub.join(member);
  member.write(rawFrame(step1(hub.room.live.stateVector())));
  const everybody = hub.everybody();
  if (everybody) member.write(everybody);
}

function talkOf(claim: unknown): string | null {
  return typeof claim === "string" && claim.length <= MAX_TALK ? claim : null;
}

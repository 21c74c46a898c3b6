import type { WebSocket } from "ws";
import type { LogAuthor } from "../docs/update-log.ts";
import type { Hub, Member } from "./hub.ts";
import type { Seat } from "./roster.ts";
import { ack, type Frame, readFrame, step1, step2 } from "./wire.ts";

/** Close codes the protocol promises. */
export const CLOSE = {
  goingAway: 1001,
  badFrame: 1007,
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

/** Who is behind a connection, by their session. */
export interface Viewer {
  readonly id: string;
  readonly person: NonNullable<LogAuthor>;
}

export interface ConnectionEvents {
  /** The person says to be in another talk. */
  moved(talk: string | null): void;
  /** A broken frame or a slow reader: why the connection was closed. */
  refused(code: number, reason: string): void;
}

/** Joins a socket to a hub. It leaves by itself when the socket closes. */
export function connect(socket: WebSocket, hub: Hub, viewer: Viewer, seat: Seat, events: ConnectionEvents): void {
  const member: Member = {
    id: viewer.id,
    name: viewer.person.name,
    seat,
    send(frame) {
      if (socket.readyState !== socket.OPEN) return;
      if (socket.bufferedAmount > MAX_OWED) refuse(CLOSE.tryLater, "too slow to keep up; join again");
      else socket.send(frame);
    },
  };

  function refuse(code: number, reason: string): void {
    events.refused(code, reason);
    socket.close(code, reason);
  }

  function handle(frame: Frame): void {
    switch (frame.kind) {
      case "step-1":
        member.send(step2(hub.room.missing(frame.stateVector)));
        break;
      case "update":
        hub.room.apply(frame.update, viewer.person, member);
        break;
      case "awareness":
        hub.aware(member, frame.entries);
        for (const { state } of frame.entries) if (state) events.moved(talkOf(state.talk));
        break;
      case "query-awareness": {
        const everybody = hub.everybody();
        if (everybody) member.send(everybody);
        break;
      }
      case "ack":
        acknowledge(frame.token);
        break;
      case "unknown":
        break;
    }
  }

  function acknowledge(token: Uint8Array): void {
    const frame = ack(token);
    // Refused only when the room is given up at shutdown: then there is nothing true to say.
    hub.room.durable().then(
      () => member.send(frame),
      () => {},
    );
  }

  socket.on("message", (data: Buffer) => {
    try {
      handle(readFrame(data));
    } catch {
      refuse(CLOSE.badFrame, "not a frame of the y-websocket protocol");
    }
  });
  socket.on("close", () => hub.leave(member));

  hub.join(member);
  member.send(step1(hub.room.stateVector()));
  const everybody = hub.everybody();
  if (everybody) member.send(everybody);
}

function talkOf(claim: unknown): string | null {
  return typeof claim === "string" && claim.length <= MAX_TALK ? claim : null;
}

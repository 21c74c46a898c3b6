import { connect, type Socket } from "node:net";
import path from "node:path";
import { joinRoom } from "../kit/typist.ts";
import { cpuMs, untilAtRest } from "./cpu.ts";
import { pause } from "./load/times.ts";
import { type ServerProcess, startServer } from "./process.ts";

const FOLLOWERS = 300;
const CHANGES = 12;
/** Changes before those that count, so that the code is compiled. */
const WARM_UP = 6;
const BETWEEN_MS = 1000;

/** Of one change, ms of the server's CPU; and the bytes each follower is sent for it. */
export interface CostOfFollowing {
  readonly ours: number;
  readonly bare: number;
  readonly bytes: number;
}

/**
 * One person types a word a second into a talk that 300 follow; then a bare server writes as many bytes to as many
 * sockets. What the room itself costs, its log included, is part of ours.
 */
export async function costOfFollowing(server: ServerProcess, page: string): Promise<CostOfFollowing> {
  let received = 0;
  const followers = await Promise.all(
    Array.from({ length: FOLLOWERS }, () => open(server.url, (bytes) => (received += bytes))),
  );
  for (const { socket } of followers) {
    socket.write(`GET /-/follow/${page} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/event-stream\r\n\r\n`);
  }
  const answer = await fetch(`${server.url}/-/api/v1/pages/${page}`);
  const { room, text } = (await answer.json()) as { room: string; text: string };
  const typist = joinRoom(server.url, room);
  await typist.synced();
  const at = text.lastIndexOf("\n- ") + 3;
  const ours = await costOfChanges(server, () => typist.text.insert(at, "word "));
  const before = received;
  typist.text.insert(at, "word ");
  await pause(BETWEEN_MS);
  const bytes = Math.round((received - before) / FOLLOWERS);
  typist.leave();
  for (const { socket } of followers) socket.destroy();
  return { ours, bare: await costOfBare(bytes), bytes };
}

async function costOfBare(bytes: number): Promise<number> {
  const server = await startServer(["--import", "tsx", path.join(import.meta.dirname, "raw-writer.ts")]);
  try {
    const listening = await Promise.all(Array.from({ length: FOLLOWERS }, () => open(server.url, () => {})));
    const teller = await open(server.url, () => {});
    const cost = await costOfChanges(server, () => teller.socket.write(String(bytes)));
    for (const { socket } of [...listening, teller]) socket.destroy();
    return cost;
  } finally {
    await server.end();
  }
}

/** Server's CPU of one change, ms. */
async function costOfChanges({ pid }: ServerProcess, change: () => unknown): Promise<number> {
  await untilAtRest(pid, 5000);
  const make = async (count: number): Promise<void> => {
    for (let n = 0; n < count; n += 1) {
      change();
      await pause(BETWEEN_MS);
    }
  };
  await make(WARM_UP);
  const before = cpuMs(pid);
  await make(CHANGES);
  return (cpuMs(pid) - before) / CHANGES;
}

function open(url: string, heard: (bytes: number) => void): Promise<{ readonly socket: Socket }> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port) });
    socket.on("data", (data) => heard(data.length));
    socket.once("error", reject);
    socket.once("connect", () => resolve({ socket }));
  });
}

import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pageOf } from "./notes.ts";
import { type ServerProcess, startServer } from "./process.ts";

export const PEERS = ["relay", "reference", "plenary"] as const;
export type Peer = (typeof PEERS)[number];

/** One of the servers side by side, running. */
export interface Running extends Pick<ServerProcess, "pid" | "heap" | "end"> {
  /** The addresses of as many rooms as asked for, each of a document of its own. */
  rooms(count: number): Promise<string[]>;
  /**
   * The cookies people come with, one for each of `count`: what a browser has been given with the editor's page. Empty
   * where the server knows no people.
   */
  cookies(count: number): Promise<string[]>;
}

export interface Start {
  /** The built server's main file. */
  readonly built: string;
  /** A repository with the pages of `notes.ts`. */
  readonly notes: string;
  /** Loads the heap probe into the server. */
  readonly probe?: boolean;
}

const here = import.meta.dirname;

export function startPeer(peer: Peer, { built, notes, probe = false }: Start): Promise<Running> {
  const node = probe ? ["--expose-gc", "--import", path.join(here, "heap-probe.mjs")] : [];
  switch (peer) {
    case "relay":
      return startPlain([...node, "--import", "tsx", path.join(here, "relay.ts")]);
    case "reference":
      return startPlain([...node, path.join(here, "peers", "server.js")]);
    case "plenary":
      return startPlenary([...node, ...startFlags(), built], notes);
  }
}

/** What `npm start` gives node before the server's file. */
function startFlags(): string[] {
  const text = readFileSync(path.join(here, "..", "..", "package.json"), "utf8");
  const { scripts } = JSON.parse(text) as { scripts: { start: string } };
  const flags = /^exec node ((?:--\S+ )*)dist\/server\/main\.js$/.exec(scripts.start)?.[1];
  if (flags === undefined)
    throw new Error(`the start script is not "exec node FLAGS dist/server/main.js": ${scripts.start}`);
  return flags.split(" ").filter((flag) => flag !== "");
}

/** A server that makes a room of any address. */
async function startPlain(args: readonly string[]): Promise<Running> {
  const server = await startServer(args);
  return {
    ...server,
    rooms: async (count) => Array.from({ length: count }, (_, index) => `${webSocket(server.url)}/room-${index}`),
    cookies: async () => [],
  };
}

/** Plenary as it is shipped, with its default settings, on a data folder of its own that begins as a clone of `notes`. */
async function startPlenary(args: readonly string[], notes: string): Promise<Running> {
  const data = mkdtempSync(path.join(tmpdir(), "plenary-bench-"));
  const remove = (): void => rmSync(data, { recursive: true, force: true });
  try {
    const server = await startServer([...args, "--port", "0", "--data", data, "--clone", notes]);
    return {
      ...server,
      rooms: (count) => eachOf(count, (index) => roomOf(server.url, pageOf(index))),
      cookies: (count) => eachOf(count, () => cookieOf(server.url, pageOf(0))),
      async end() {
        await server.end();
        remove();
      },
    };
  } catch (cause) {
    remove();
    throw cause;
  }
}

async function eachOf<T>(count: number, get: (index: number) => Promise<T>): Promise<T[]> {
  const all: T[] = [];
  for (let index = 0; index < count; index += 1) all.push(await get(index));
  return all;
}

async function roomOf(url: string, page: string): Promise<string> {
  const answer = await fetch(`${url}/-/api/v1/pages/${page}`);
  const { room } = (await answer.json()) as { room?: string };
  if (!room) throw new Error(`${page} has no room: ${answer.status}`);
  return `${webSocket(url)}/-/live/${room}`;
}

async function cookieOf(url: string, page: string): Promise<string> {
  const answer = await fetch(`${url}/-/edit/${page}`);
  await answer.text();
  const cookie = answer.headers.get("set-cookie")?.split(";")[0];
  if (!cookie) throw new Error(`the editor of ${page} came without a cookie: ${answer.status}`);
  return cookie;
}

function webSocket(url: string): string {
  return url.replace(/^http/, "ws");
}

import { untilAtRest } from "./cpu.ts";
import type { VisitsJob } from "./load/job.ts";
import { pause } from "./load/times.ts";
import { runLoad } from "./process.ts";
import { IDLE } from "./scenarios.ts";
import { type Peer, type Running, type Start, startPeer } from "./servers.ts";

/** Documents opened and left before the first reading, so that caches are there, and code: V8 counts it as heap. */
const WARM_UP = 100;

/** A server may keep documents for a while after everybody has left: by then they are away, or they stay. */
const AWAY_MS = 60_000;

/** How long a server may work on what was left, ms. */
const WORK_MS = 30_000;

/**
 * The heap of documents that everybody has left and that the server has had time to put away. Most of it is waiting, so
 * it comes in steps, and the run measures other things meanwhile: the server costs nothing while it waits.
 */
export interface IdleWatch {
  readonly peer: Peer;
  /** Reads the heap, once the warm-up's documents are away; then the documents that count are opened and left. */
  fill(): Promise<void>;
  /** Once they are away: the heap that one of them still costs, KB. */
  read(): Promise<number>;
  /** Ends the server. */
  end(): Promise<void>;
}

/** Starts a server with the heap probe; the warm-up's documents are opened and left. */
export async function watchIdle(peer: Peer, start: Start, history: string): Promise<IdleWatch> {
  const server = await startPeer(peer, { ...start, probe: true });
  try {
    return await watch(peer, server, history);
  } catch (cause) {
    await server.end();
    throw cause;
  }
}

async function watch(peer: Peer, server: Running, history: string): Promise<IdleWatch> {
  const rooms = await server.rooms(WARM_UP + IDLE.documents);
  const cookies = await server.cookies(1);
  let left = 0;
  let before = 0;

  async function visit(visited: string[]): Promise<void> {
    const job: VisitsJob = { kind: "visits", pid: server.pid, rooms: visited, cookies, history };
    await runLoad(["--import", "tsx", "test/bench/load/main.ts"], job);
    left = performance.now();
    await untilAtRest(server.pid, WORK_MS);
  }

  async function heapOnceAway(): Promise<number> {
    await pause(Math.max(0, left + AWAY_MS - performance.now()));
    return server.heap();
  }

  await visit(rooms.slice(0, WARM_UP));
  return {
    peer,
    async fill() {
      before = await heapOnceAway();
      await visit(rooms.slice(WARM_UP));
    },
    async read() {
      const after = await heapOnceAway();
      return (after - before) / IDLE.documents / 1024;
    },
    end: () => server.end(),
  };
}

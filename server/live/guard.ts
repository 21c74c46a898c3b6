import type { Weight } from "../docs/contest.ts";
import type { Room } from "../docs/room.ts";
import type { Trial, Verdict } from "../docs/trial.ts";
import type { LogAuthor } from "../docs/update-log.ts";
import { missingIn, UnfitUpdate, type Walk, walkUpdate } from "../docs/update-walk.ts";

/** Somebody whose client ids are theirs as long as they are here. */
export interface Holder {
  /** Who it is, over windows and reconnects. */
  readonly id: string;
  /** Somebody else writes under an id of this one's: is it still there? A line that went dead holds on to its ids. */
  prove(): void;
}

/** Somebody who writes: what the guard needs to know of a connection. */
export interface Writer extends Holder {
  readonly author: LogAuthor;
  /** The connection is closed. */
  gone(): boolean;
  /** Ends the connection; the writer's client still has what was not taken, and sends it when it joins again. */
  refuse(refusal: Refusal): void;
}

/** Why something is not taken. */
export interface Refusal {
  readonly code: number;
  readonly reason: string;
}

/** Close codes the guard refuses with. */
export const REFUSED = { unfit: 1007, tooLarge: 1009, tryLater: 1013 } as const;

export interface GuardOptions {
  readonly room: Room;
  /** Who has said to be a client, by its id. */
  holderOf(client: number): Holder | null;
  /** Where what looks heavy is tried first. */
  readonly trial: Trial;
  /** Largest text of a page, bytes. */
  readonly maxTextBytes: number;
}

/**
 * Stands before a room: looks at each update before the document sees it.
 *
 * What is unfit is refused. What builds on text that has not come, or writes under the id of somebody who is here, waits:
 * an honest client hands on what it got from another whose own line is slower, and that one sends the same in a moment.
 * What waits is in no document, in no log, and not acknowledged; it is bounded, and who waits too long is sent to join
 * again, which brings all that was missing.
 */
export interface Guard {
  /**
   * Gives a refusal, or null where the update was taken, waits, or says nothing new. A promise of it where the update has
   * to be tried first: what the writer sends after it must wait.
   *
   * @param answer it is the answer to the server's question what it lacks, and so may hold text of anybody's.
   */
  look(writer: Writer, update: Uint8Array, answer: boolean): Refusal | null | Promise<Refusal | null>;
  /** Resolves when nothing of a writer's waits any more; never, if it is refused. */
  clear(writer: Writer): Promise<void>;
  /** Forgets a writer: its ids are free, what waited on them goes on, what it had waiting is dropped. */
  leave(writer: Writer): void;
}

/** What a room may owe the disk, bytes, while that takes nothing: typing goes on for hours, a flood does not. */
const MOST_OWED = 8 * 1024 * 1024;
const DISK_REFUSES = {
  code: REFUSED.tryLater,
  reason: "the server's disk takes nothing now; keep your text and join again",
};

const SLOW: Readonly<Record<Exclude<Verdict, "fit">, Refusal>> = {
  "too-slow": { code: REFUSED.unfit, reason: "it would take too long to find the places of that much text" },
  busy: { code: REFUSED.tryLater, reason: "too much heavy text at once; join again" },
};

/** What may wait in one room: a person types ten updates a second, and a slow line comes back within seconds. */
const MOST_WAITING = 1000;
const MOST_WAITING_BYTES = 1024 * 1024;

/** Nothing waits longer than this, ms. */
const LONGEST_WAIT_MS = 10_000;

interface Brought {
  readonly writer: Writer;
  readonly update: Uint8Array;
  readonly walk: Walk;
  readonly answer: boolean;
}

interface Clearing {
  readonly promise: Promise<void>;
  readonly resolve: () => void;
  readonly timer: NodeJS.Timeout;
}

export function createGuard({ room, holderOf, trial, maxTextBytes }: GuardOptions): Guard {
  /** Client id -> who wrote under it first, of those who are here. */
  const introduced = new Map<number, Writer>();
  /** What waits, by the client it waits for. */
  const waiting = new Map<number, Brought[]>();
  const clearings = new Map<Writer, Clearing>();
  let count = 0;
  let bytes = 0;

  const clockOf = (client: number): number => room.live.clockOf(client);
  const newIn = ({ runs }: Walk): number[] =>
    runs.filter(({ client, to }) => to > clockOf(client)).map(({ client }) => client);

  function isAnothers(client: number, writer: Writer): boolean {
    const holder = holderOf(client) ?? introduced.get(client);
    if (!holder || holder === writer || holder.id === writer.id) return false;
    holder.prove();
    return true;
  }

  /** The client that an update waits for: it is somebody else, or its text is missing. */
  function obstacleOf({ writer, walk }: Brought): number | null {
    return newIn(walk).find((client) => isAnothers(client, writer)) ?? missingIn(walk, clockOf);
  }

  function decide(brought: Brought): Refusal | null | Promise<Refusal | null> {
    const obstacle = obstacleOf(brought);
    if (obstacle !== null) return wait(brought, obstacle);
    if (room.live.knows(brought.walk)) return null;
    const weight = room.live.weigh(brought.walk);
    return weight === "light" ? take(brought) : tryOut(brought, weight);
  }

  async function tryOut(brought: Brought, weight: Exclude<Weight, "light">): Promise<Refusal | null> {
    const verdict = await trial.run(room.live.state(), brought.update, weight);
    if (verdict !== "fit") return SLOW[verdict];
    // Who has left in the meantime takes it along; and somebody may have come whose text it is.
    if (brought.writer.gone()) return null;
    const obstacle = obstacleOf(brought);
    return obstacle === null ? take(brought) : wait(brought, obstacle);
  }

  function take({ writer, update, walk, answer }: Brought): Refusal | null {
    if (walk.textBytes > 0 && !room.live.hasSpace(walk.textBytes, maxTextBytes)) {
      const reason = `the page is full: it would be larger than ${Math.floor(maxTextBytes / 1024)} KB`;
      return { code: REFUSED.tooLarge, reason };
    }
    if (room.owed() > MOST_OWED) return DISK_REFUSES;
    const clients = newIn(walk);
    room.take(update, walk, writer.author, writer);
    const [client] = clients;
    if (client !== undefined && clients.length === 1 && !answer && !introduced.has(client)) {
      introduced.set(client, writer);
    }
    for (const advanced of clients) release(advanced);
    return null;
  }

  function wait(brought: Brought, obstacle: number): Refusal | null {
    const { writer, update } = brought;
    if (count >= MOST_WAITING || bytes + update.length > MOST_WAITING_BYTES) {
      return { code: REFUSED.tryLater, reason: "too much builds on text that has not come; join again" };
    }
    const those = waiting.get(obstacle);
    if (those) those.push(brought);
    else waiting.set(obstacle, [brought]);
    count += 1;
    bytes += update.length;
    if (!clearings.has(writer)) clearings.set(writer, newClearing(writer));
    return null;
  }

  /** Looks again at what waited for a client. */
  function release(client: number): void {
    const those = waiting.get(client);
    if (!those) return;
    waiting.delete(client);
    for (const brought of those) {
      drop(brought);
      const { writer } = brought;
      void Promise.resolve(decide(brought)).then((refusal) => refusal && writer.refuse(refusal));
    }
    settle();
  }

  function drop({ update }: Brought): void {
    count -= 1;
    bytes -= update.length;
  }

  /** Lets go of those who have nothing waiting any more. */
  function settle(): void {
    const still = new Set([...waiting.values()].flat().map(({ writer }) => writer));
    for (const [writer, clearing] of clearings) {
      if (still.has(writer)) continue;
      clearTimeout(clearing.timer);
      clearings.delete(writer);
      clearing.resolve();
    }
  }

  return {
    look(writer, update, answer) {
      try {
        return decide({ writer, update, walk: walkUpdate(update), answer });
      } catch (cause) {
        if (!(cause instanceof UnfitUpdate)) throw cause;
        return { code: REFUSED.unfit, reason: `not an update of a page's text: ${cause.message}` };
      }
    },
    clear: (writer) => clearings.get(writer)?.promise ?? Promise.resolve(),
    leave(writer) {
      const clearing = clearings.get(writer);
      if (clearing) clearTimeout(clearing.timer);
      clearings.delete(writer);
      for (const [client, those] of waiting) {
        for (const brought of those) if (brought.writer === writer) drop(brought);
        waiting.set(
          client,
          those.filter((brought) => brought.writer !== writer),
        );
      }
      for (const [client, owner] of introduced) if (owner === writer) introduced.delete(client);
      for (const client of [...waiting.keys()]) release(client);
    },
  };
}

function newClearing(writer: Writer): Clearing {
  let resolve = (): void => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  const late = { code: REFUSED.tryLater, reason: "what your text builds on did not come; join again" };
  return { promise, resolve, timer: setTimeout(() => writer.refuse(late), LONGEST_WAIT_MS).unref() };
}

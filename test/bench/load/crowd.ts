import { walkEdits } from "./edits.ts";
import { cursorAt, letterUpdate } from "./letters.ts";
import { type Line, openLine } from "./line.ts";
import {
  awarenessMessage,
  EMPTY_STEP_1,
  EMPTY_STEP_2,
  isStep1,
  isUpdate,
  updateMessage,
  updateStart,
} from "./messages.ts";
import type { Times } from "./times.ts";

export interface CrowdOptions {
  readonly address: string;
  readonly size: number;
  /** How many of them write. */
  readonly writers: number;
  /** Everybody has an awareness state, and a writer's cursor follows each letter. */
  readonly aware: boolean;
  /** How many of them look into what they get; the others only count frames. */
  readonly readers: number;
  /** One for each, or none at all. */
  readonly cookies: readonly string[];
  /** Takes the time from the sending of an edit to its arrival at one reader other than its writer. */
  readonly times: Times;
}

/** The clients of one room. */
export interface Crowd {
  /** One more letter by the writer of this number, and where they are then. */
  type(writer: number): void;
  /** The awareness state of the client of this number once more, as stock clients do when they are idle. */
  renew(client: number): void;
  /** Frames that all of them got since `forget`. */
  frames(): number;
  /** Edits that readers should have got, and had not before, since `forget`. */
  due(): number;
  /** Begins to count anew. */
  forget(): void;
  /** Why servers have ended lines; none when all is well. */
  cuts(): string[];
  leave(): Promise<void>;
}

interface Client {
  readonly id: number;
  readonly line: Line;
  /** Awareness clock. */
  clock: number;
}

interface Writer {
  readonly id: number;
  /** When each letter was sent, by its clock. */
  readonly sent: number[];
  /** The first letter that counts: those before are forgotten, even where they arrive only now. */
  since: number;
}

const COLOURS = ["#30bced", "#6eeb83", "#ffbc42", "#ecd444", "#ee6352"];

export async function gather(options: CrowdOptions): Promise<Crowd> {
  const { address, size, aware, cookies, times } = options;
  const ids = clientIds(size);
  const writers = ids.slice(0, options.writers).map((id): Writer => ({ id, sent: [], since: 0 }));
  const byId = new Map(writers.map(({ id }, index) => [id, index]));
  let frames = 0;
  let due = 0;
  const firstReader = size - options.readers;

  const join = async (id: number, index: number): Promise<Client> => {
    const read = index >= firstReader ? reader(writers, byId, index, times) : null;
    const line = await openLine({
      address,
      cookie: cookies[index % Math.max(1, cookies.length)],
      received(message, at, self) {
        frames += 1;
        if (isStep1(message)) self.send(EMPTY_STEP_2);
        else if (read && isUpdate(message)) read(message, at);
      },
    });
    line.send(EMPTY_STEP_1);
    const client = { id, line, clock: 0 };
    if (aware) tellState(client, index, null);
    return client;
  };

  function tellState(client: Client, index: number, cursor: object | null): void {
    const user = { name: `Person ${index}`, color: COLOURS[index % COLOURS.length], colorLight: "#30bced33" };
    client.line.send(awarenessMessage(client.id, client.clock, cursor ? { user, cursor } : { user }));
    client.clock += 1;
  }

  // In handfuls: a server may refuse to be called by hundreds at once, and that is not what is measured here.
  const clients: Client[] = [];
  while (clients.length < size) {
    const next = ids.slice(clients.length, clients.length + 20);
    clients.push(...(await Promise.all(next.map((id, index) => join(id, clients.length + index)))));
  }

  return {
    type(index) {
      const writer = writers[index];
      const client = clients[index];
      if (!writer || !client) throw new Error(`no writer ${index}`);
      const clock = writer.sent.push(performance.now()) - 1;
      client.line.send(updateMessage(letterUpdate(writer.id, clock)));
      if (aware) tellState(client, index, cursorAt(writer.id, clock));
      due += index < firstReader ? options.readers : options.readers - 1;
    },
    renew(index) {
      const client = clients[index];
      if (client) tellState(client, index, null);
    },
    frames: () => frames,
    due: () => due,
    forget() {
      frames = 0;
      due = 0;
      for (const writer of writers) writer.since = writer.sent.length;
    },
    cuts: () => clients.flatMap(({ line }) => line.cut() ?? []),
    async leave() {
      await Promise.all(clients.map(({ line }) => line.hangUp()));
    },
  };
}

/** Yjs gives browsers 32-bit ids at random. */
function clientIds(count: number): number[] {
  const ids = new Set<number>();
  while (ids.size < count) ids.add(Math.floor(Math.random() * 2 ** 32));
  return [...ids];
}

/** Looks for the edits of others in a message; one that came before, or comes back to its writer, does not count. */
function reader(
  writers: readonly Writer[],
  byId: ReadonlyMap<number, number>,
  own: number,
  times: Times,
): (message: Uint8Array, at: number) => void {
  const next = new Uint32Array(writers.length);
  return (message, at) => {
    walkEdits(message.subarray(updateStart(message)), (id, from, count) => {
      const index = byId.get(id);
      const writer = index === undefined || index === own ? undefined : writers[index];
      if (index === undefined || !writer) return;
      const known = next[index] ?? 0;
      const end = Math.max(from + count, known);
      for (let clock = Math.max(from, known, writer.since); clock < end; clock += 1) {
        times.add(at - (writer.sent[clock] ?? at));
      }
      next[index] = end;
    });
  };
}

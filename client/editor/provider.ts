/** The page's room: the stock y-websocket provider, the question when text is on disk, and a copy kept on this device. */
import * as decoding from "lib0/decoding";
import * as encoding from "lib0/encoding";
import { IndexeddbPersistence } from "y-indexeddb";
import type { Awareness } from "y-protocols/awareness";
import { WebsocketProvider } from "y-websocket";
import * as Y from "yjs";
import type { Person } from "../people/person.ts";
import { createAcknowledged } from "./acknowledged.ts";
import type { KeptText } from "./kept.ts";
import { AWARENESS, forgetOthers, ownStateIn, speakForOneself } from "./own-state.ts";
import { watchPulse } from "./pulse.ts";

/** Our message: echoed by the server once everything before it on this connection is durable. */
const ACKNOWLEDGE = 102;
const SYNC = 0;
const QUERY_AWARENESS = 3;
const SYNC_STEP_1 = 0;
const LONGEST_WAIT_MS = 5000;
/** What this device keeps is here long before; a store that hangs must not keep the writer out. */
const STORE_MS = 1500;

/** Why the server closed the line for good, or does not take text now. */
export type Trouble = "gone" | "refused" | "stale" | "too-large" | "busy";

const TROUBLES = new Map<number, Trouble>([
  [4401, "refused"],
  [4403, "refused"],
  [4404, "gone"],
  [4409, "stale"],
  [1007, "too-large"],
  [1009, "too-large"],
  [1013, "busy"],
]);

export interface RoomState {
  /** In touch with the server, and the same text on both sides. */
  readonly connected: boolean;
  /** Text typed here is not known to be on the server's disk. */
  readonly pending: boolean;
  /** Null while all is well, or the line is merely down. */
  readonly trouble: Trouble | null;
}

export interface LiveRoom {
  readonly text: Y.Text;
  readonly awareness: Awareness;
  readonly state: RoomState;
  /** The text is here: from the server, or from this device. */
  readonly opened: Promise<void>;
  /** The server's text is here. Never resolves without a server. */
  readonly synced: Promise<void>;
  /** Resolves to whether all typed so far is on the server's disk, at the latest after `ms`. */
  settled(ms: number): Promise<boolean>;
  /** Hangs up and calls again, so that the server sees who this is now. */
  reconnect(): void;
  /** Hangs up for good. */
  close(): void;
}

export interface RoomOptions {
  /** `wss://host/-/live`. */
  readonly server: string;
  readonly room: string;
  readonly kept: KeptText;
  /** Called after every change of `state`. */
  changed(): void;
  /** The server has said who this window's writer is to the others. */
  seated(me: Person): void;
}

export function openRoom({ server, room, kept, changed, seated }: RoomOptions): LiveRoom {
  const doc = new Y.Doc();
  const text = doc.getText("content");
  const acknowledged = createAcknowledged();
  let trouble: Trouble | null = null;
  let answeredStep1 = false;

  const store = kept.available ? new IndexeddbPersistence(room, doc) : null;
  // Another tab would take this one's text for sent: only what went over this socket may be called saved.
  const provider = new WebsocketProvider(server, room, doc, {
    connect: false,
    disableBc: true,
    maxBackoffTime: LONGEST_WAIT_MS,
    shouldReconnect: ({ code }) => TROUBLES.get(code) === undefined || code === 1013,
  });
  speakForOneself(provider);

  const state = (): RoomState => ({
    connected: provider.synced && answeredStep1,
    pending: acknowledged.pending,
    trouble,
  });

  function ask(): void {
    if (!state().connected) return;
    const count = acknowledged.ask();
    if (count === null) return;
    const payload = encoding.createEncoder();
    encoding.writeVarUint(payload, count);
    const message = encoding.createEncoder();
    encoding.writeVarUint(message, ACKNOWLEDGE);
    encoding.writeVarUint8Array(message, encoding.toUint8Array(payload));
    provider.ws?.send(encoding.toUint8Array(message));
  }

  function told(): void {
    kept.mark(acknowledged.pending);
    changed();
  }

  // After the provider's own listener, which has sent the update by then.
  doc.on("update", (_update: Uint8Array, origin: unknown) => {
    if (origin === provider || (store !== null && origin === store)) return;
    acknowledged.changed();
    ask();
    told();
  });

  provider.messageHandlers[ACKNOWLEDGE] = (_encoder, decoder) => {
    acknowledged.answered(decoding.readVarUint(decoding.createDecoder(decoding.readVarUint8Array(decoder))));
    ask();
    told();
  };
  before(provider, SYNC, (bytes) => {
    if (decoding.readVarUint(decoding.createDecoder(bytes)) !== SYNC_STEP_1) return;
    // The answer goes out when the handler returns; what is asked after it is asked about all that was ever typed here.
    queueMicrotask(() => {
      answeredStep1 = true;
      ask();
      told();
    });
  });
  before(provider, AWARENESS, (bytes) => {
    const me = ownStateIn(decoding.readVarUint8Array(decoding.createDecoder(bytes)), doc.clientID);
    if (me !== null) seated(me);
  });
  provider.on("sync", (on: boolean) => {
    if (on) trouble = null;
    ask();
    told();
  });
  provider.on("status", ({ status }: { status: string }) => {
    if (status === "disconnected") {
      forgetOthers(provider.awareness);
      answeredStep1 = false;
      acknowledged.hangUp();
    }
    told();
  });
  provider.on("connection-close", (event: CloseEvent | null) => {
    trouble = event === null ? null : (TROUBLES.get(event.code) ?? null);
    told();
  });

  const synced = new Promise<void>((resolve) => provider.on("sync", (on: boolean) => on && resolve()));
  const stored = store?.whenSynced.then(() => {
    if (kept.unsent) acknowledged.changed();
    told();
    return text.length > 0 ? undefined : synced;
  });

  function reconnect(): void {
    provider.disconnect();
    provider.connect();
  }

  const stopWatching = watchPulse({
    waiting: () => provider.synced && acknowledged.pending,
    heard: () => provider.wsLastMessageReceived,
    ask() {
      const message = encoding.createEncoder();
      encoding.writeVarUint(message, QUERY_AWARENESS);
      provider.ws?.send(encoding.toUint8Array(message));
    },
    dead: reconnect,
  });

  // The browser knows at once that the network went or came; a socket may take half a minute to notice. The server may
  // be on this very machine: so it is called again, and not given up.
  addEventListener("offline", () => provider.shouldConnect && reconnect());
  addEventListener("online", () => provider.shouldConnect && !provider.synced && reconnect());
  // With what this device keeps in the document, the server sends only what is new in the room.
  void Promise.race([store?.whenSynced, store && pause(STORE_MS)]).then(() => provider.connect());

  return {
    text,
    awareness: provider.awareness,
    get state() {
      return state();
    },
    opened: stored === undefined ? synced : Promise.race([stored, synced]),
    synced,
    settled: (ms) => waitFor(() => !acknowledged.pending, ms),
    reconnect,
    close() {
      stopWatching();
      provider.destroy();
      provider.awareness.destroy();
    },
  };
}

/** Looks at the messages of a type before the provider does. `bytes` is what follows the type. */
function before(provider: WebsocketProvider, type: number, look: (bytes: Uint8Array) => void): void {
  const handler = provider.messageHandlers[type];
  provider.messageHandlers[type] = (encoder, decoder, ...rest) => {
    look(decoder.arr.subarray(decoder.pos));
    handler?.(encoder, decoder, ...rest);
  };
}

async function waitFor(done: () => boolean, ms: number): Promise<boolean> {
  const end = Date.now() + ms;
  while (!done() && Date.now() < end) await pause(20);
  return done();
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

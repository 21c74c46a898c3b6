import * as decoding from "lib0/decoding";
import * as encoding from "lib0/encoding";
import WebSocket from "ws";
import * as Y from "yjs";

const SYNC = 0;
const STEP_1 = 0;
const STEP_2 = 1;
const UPDATE = 2;

/** An edit seen by one client other than its writer. */
export interface Arrival {
  readonly writer: number;
  readonly clock: number;
  /** From the send call to the frame's arrival, ms. */
  readonly ms: number;
}

/**
 * Clients of one room, as lean as they can be: writers make real Yjs updates, one letter each, and everybody reads what
 * arrives only so far as to tell which edit it was. So the generator costs little beside the server it measures.
 */
export interface Crowd {
  readonly writers: readonly Writer[];
  onArrival(listen: (arrival: Arrival) => void): void;
  leave(): Promise<void>;
}

export interface Writer {
  readonly client: number;
  /** Sends one more letter. */
  type(): void;
}

export async function gather(address: string, size: number, writing: number): Promise<Crowd> {
  const sent = new Map<string, number>();
  let listener: (arrival: Arrival) => void = () => {};
  const sockets = await Promise.all(Array.from({ length: size }, () => connect(address)));
  const clients = sockets.slice(0, writing).map((socket) => newWriter(socket, sent));
  for (const socket of sockets) {
    socket.on("message", (data: Buffer) => {
      const now = performance.now();
      for (const { client, clock } of editsIn(data)) {
        const at = sent.get(`${client}:${clock}`);
        if (at !== undefined) listener({ writer: client, clock, ms: now - at });
      }
    });
  }
  return {
    writers: clients,
    onArrival(listen) {
      listener = listen;
    },
    async leave() {
      await Promise.all(
        sockets.map((socket) => {
          const closed = new Promise((resolve) => socket.once("close", resolve));
          socket.close();
          return closed;
        }),
      );
    },
  };
}

async function connect(address: string): Promise<WebSocket> {
  const socket = new WebSocket(address, { perMessageDeflate: false });
  await new Promise((resolve, reject) => {
    socket.once("open", resolve);
    socket.once("error", reject);
  });
  socket.send(frame(STEP_1, Y.encodeStateVector(new Y.Doc())));
  return socket;
}

function newWriter(socket: WebSocket, sent: Map<string, number>): Writer {
  const doc = new Y.Doc();
  const text = doc.getText("content");
  let clock = 0;
  doc.on("update", (update: Uint8Array) => {
    sent.set(`${doc.clientID}:${clock}`, performance.now());
    clock += 1;
    socket.send(frame(UPDATE, update));
  });
  return { client: doc.clientID, type: () => text.insert(text.length, "x") };
}

function frame(kind: number, bytes: Uint8Array): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, SYNC);
  encoding.writeVarUint(encoder, kind);
  encoding.writeVarUint8Array(encoder, bytes);
  return encoding.toUint8Array(encoder);
}

/** Every letter in a frame, by client and clock; none in a frame of another kind. */
function editsIn(data: Uint8Array): { client: number; clock: number }[] {
  const decoder = decoding.createDecoder(data);
  if (decoding.readVarUint(decoder) !== SYNC) return [];
  const kind = decoding.readVarUint(decoder);
  if (kind !== UPDATE && kind !== STEP_2) return [];
  const { structs } = Y.decodeUpdate(decoding.readVarUint8Array(decoder));
  return structs.flatMap(({ id, length }) =>
    Array.from({ length }, (_, index) => ({ client: id.client, clock: id.clock + index })),
  );
}

import assert from "node:assert/strict";
import type { AddressInfo } from "node:net";
import { after, afterEach, before, test } from "node:test";
import * as decoding from "lib0/decoding";
import * as encoding from "lib0/encoding";
import WebSocket, { WebSocketServer } from "ws";
import * as sync from "y-protocols/sync";
import * as Y from "yjs";
import type { KeptText } from "../../client/editor/kept.ts";
import { until } from "../kit/typist.ts";

const SYNC = 0;
const QUERY_AWARENESS = 3;
const ACKNOWLEDGE = 102;

/** A server that gathers what it is sent, and sends it on in one frame, to its author as well. */
interface GatheringServer {
  readonly doc: Y.Doc;
  readonly url: string;
  /** Types of the messages that came. */
  readonly heard: number[];
  /** Everything since the last flush as one update, twice; then the acknowledgements that were asked for. */
  flush(): void;
  /** From now on nothing that comes on the lines there are is read or answered, and nobody is told. */
  goDead(): void;
  /** Lines that came so far. */
  lines(): number;
  close(): void;
}

async function gatheringServer(): Promise<GatheringServer> {
  const doc = new Y.Doc();
  doc.getText("content").insert(0, "Talk\n----\n");
  const sockets = new WebSocketServer({ port: 0, host: "127.0.0.1" });
  await new Promise((resolve) => sockets.once("listening", resolve));
  const heard: number[] = [];
  let gathered: Uint8Array[] = [];
  let asked: (() => void)[] = [];
  doc.on("update", (update: Uint8Array) => gathered.push(update));
  let lines = 0;
  sockets.on("connection", (socket) => {
    lines += 1;
    socket.on("message", (data: Buffer) => {
      const decoder = decoding.createDecoder(new Uint8Array(data));
      const type = decoding.readVarUint(decoder);
      heard.push(type);
      if (type === QUERY_AWARENESS) socket.send(new Uint8Array([1, 1, 0]));
      if (type === ACKNOWLEDGE) asked.push(() => socket.send(data));
      if (type !== SYNC) return;
      const answer = encoding.createEncoder();
      encoding.writeVarUint(answer, SYNC);
      sync.readSyncMessage(decoder, answer, doc, socket);
      if (encoding.length(answer) > 1) socket.send(encoding.toUint8Array(answer));
    });
    socket.send(frame((encoder) => sync.writeSyncStep1(encoder, doc)));
  });
  return {
    doc,
    heard,
    url: `ws://127.0.0.1:${(sockets.address() as AddressInfo).port}`,
    flush() {
      const update = Y.mergeUpdates(gathered);
      gathered = [];
      for (const socket of sockets.clients) {
        for (let twice = 0; twice < 2; twice += 1) socket.send(frame((encoder) => sync.writeUpdate(encoder, update)));
      }
      for (const answer of asked) answer();
      asked = [];
    },
    goDead() {
      for (const socket of sockets.clients) socket.pause();
      asked = [];
    },
    lines: () => lines,
    close() {
      for (const socket of sockets.clients) socket.terminate();
      sockets.close();
    },
  };
}

function frame(write: (encoder: encoding.Encoder) => void): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, SYNC);
  write(encoder);
  return encoding.toUint8Array(encoder);
}

const ends: (() => void)[] = [];
let openRoom: typeof import("../../client/editor/provider.ts").openRoom;

before(async () => {
  // What a browser has.
  Object.assign(globalThis, { WebSocket, addEventListener: () => {} });
  ({ openRoom } = await import("../../client/editor/provider.ts"));
});

afterEach(() => {
  for (const end of ends.splice(0).reverse()) end();
});

after(() => {
  for (const name of ["WebSocket", "addEventListener"]) Reflect.deleteProperty(globalThis, name);
});

/** Somebody's window on the room; this device keeps nothing. */
function open(server: GatheringServer) {
  const kept: KeptText = { available: false, unsent: false, mark: () => {}, moved: () => {}, drop: () => {} };
  const room = openRoom({ server: server.url, room: "r", kept, changed: () => {}, seated: () => {} });
  ends.push(() => {
    room.close();
  });
  return room;
}

test("edits that come gathered in one frame, one's own among them and all of it twice, are there once", async () => {
  const server = await gatheringServer();
  ends.push(() => server.close());
  const [one, two] = [open(server), open(server)];
  await Promise.all([one.synced, two.synced]);
  for (let n = 0; n < 20; n += 1) {
    one.text.insert(one.text.length, `a${n};`);
    two.text.insert(two.text.length, `b${n};`);
  }
  const content = server.doc.getText("content");
  await until(
    "the server has it all",
    () => content.toString().includes("a19;") && content.toString().includes("b19;"),
  );
  assert.ok(one.state.pending, "nothing is said to be saved before the server says so");
  server.flush();
  await until("both have it all", () => one.text.toString() === two.text.toString());
  assert.equal(one.text.toString(), content.toString());
  for (const word of ["a0;", "a19;", "b0;", "b19;"]) assert.equal(one.text.toString().split(word).length, 2, word);
  await until("the rest is asked for and answered", () => {
    server.flush();
    return !one.state.pending && !two.state.pending;
  });
});

test("a window says nothing of others to the server, and asks for no text it has", async () => {
  const server = await gatheringServer();
  ends.push(() => server.close());
  const one = open(server);
  await one.synced;
  await until("it has introduced itself", () => server.heard.length >= 3);
  server.heard.length = 0;
  one.awareness.emit("update", [{ added: [1], updated: [2], removed: [3] }, "somebody else"]);
  await new Promise((resolve) => setTimeout(resolve, 100));
  assert.deepEqual(server.heard, []);
  one.awareness.setLocalStateField("talk", "expo");
  await until("its own is told", () => server.heard.length === 1);
});

test("a line that goes dead without a word is given up, and the text goes by the next one", async () => {
  const server = await gatheringServer();
  ends.push(() => server.close());
  const one = open(server);
  await one.synced;
  server.goDead();
  one.text.insert(0, "kept ");
  await until("it calls again", () => server.lines() === 2, 15_000);
  await until("the server has it", () => server.doc.getText("content").toString().startsWith("kept "));
  await until("and it is asked for and answered", () => {
    server.flush();
    return !one.state.pending;
  });
});

test("a line that answers is kept, however long the disk takes", async () => {
  const server = await gatheringServer();
  ends.push(() => server.close());
  const one = open(server);
  await one.synced;
  one.text.insert(0, "slow ");
  await new Promise((resolve) => setTimeout(resolve, 10_000));
  assert.equal(server.lines(), 1);
  assert.ok(one.state.pending);
});

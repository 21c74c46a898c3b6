import assert from "node:assert/strict";
import { once } from "node:events";
import { after, before, describe, it } from "node:test";
import * as encoding from "lib0/encoding";
import WebSocket from "ws";
import * as Y from "yjs";
import { step2, update as updateFrame } from "../../server/live/wire.ts";
import { forged, longText } from "../kit/forged.ts";
import { pageOf } from "../kit/http.ts";
import { startTestServer, type TestServer } from "../kit/server.ts";
import { joinRoom, type Typist, until } from "../kit/typist.ts";

/**
 * Clients that are broken or mean no good, on real sockets: each is refused with a code and a reason, the refusal is
 * logged once, and those who write in the same room go on as if nothing were.
 */
const page = "events/2016/06/dockercon16";

let server: TestServer;
let room: string;
let honest: Typist;
const lines: string[] = [];

before(async () => {
  server = await startTestServer({}, lines);
  room = (await pageOf(server.url, page)).room;
  honest = joinRoom(server.url, room);
  await honest.synced();
});

after(async () => {
  honest?.leave();
  await server?.close();
});

interface Raw {
  readonly socket: WebSocket;
  /** Code and reason of its end. */
  readonly closed: Promise<{ code: number; reason: string }>;
}

async function connect(headers: Record<string, string> = {}): Promise<Raw> {
  const socket = new WebSocket(`${server.url.replace("http", "ws")}/-/live/${room}`, { headers });
  const closed = new Promise<{ code: number; reason: string }>((resolve) => {
    socket.once("close", (code, reason) => resolve({ code, reason: reason.toString() }));
  });
  socket.on("error", () => {});
  await once(socket, "open");
  return { socket, closed };
}

let words = 0;

/** Somebody else types in the room, and it comes to the server's disk and to a third. Returns how long that took, ms. */
async function othersGoOn(): Promise<number> {
  words += 1;
  const word = `[still here ${words}]`;
  const third = joinRoom(server.url, room);
  await third.synced();
  const start = performance.now();
  honest.text.insert(honest.text.length, `- ${word}\n`);
  await honest.acknowledged();
  await until(`${word} comes to the others`, () => third.text.toString().includes(word));
  const took = performance.now() - start;
  third.leave();
  return took;
}

async function refused(frame: Uint8Array, code: number, reason: RegExp): Promise<void> {
  const logged = lines.length;
  const { socket, closed } = await connect();
  socket.send(frame);
  // What comes after it in the same breath is not looked at.
  socket.send(frame);
  const end = await closed;
  assert.equal(end.code, code, end.reason);
  assert.match(end.reason, reason);
  await othersGoOn();
  assert.equal(lines.length - logged, 1, `logged once: ${lines.slice(logged).join("")}`);
}

function claim(structs: number): Uint8Array {
  const encoder = encoding.createEncoder();
  for (const part of [1, structs, 1]) encoding.writeVarUint(encoder, part);
  return encoding.toUint8Array(encoder);
}

describe("a client that", () => {
  it("claims millions of structs in seven bytes is refused with 1007", () =>
    refused(updateFrame(claim(2 ** 25)), 1007, /claims 33554432 parts/));

  it("sends something that is not text is refused with 1007", async () => {
    const doc = new Y.Doc();
    doc.getMap("anything").set("key", "value");
    await refused(updateFrame(Y.encodeStateAsUpdate(doc)), 1007, /not text/);
  });

  it("sends bytes that are no frame is refused with 1007", () =>
    refused(Uint8Array.of(0, 2, 255, 255, 255), 1007, /not a frame/));

  it("sends more than 8 MB at once is refused with 1009", async () => {
    const { socket, closed } = await connect();
    socket.send(new Uint8Array(9 * 1024 * 1024));
    assert.equal((await closed).code, 1009);
    await othersGoOn();
  });

  it("makes the page larger than 1 MB is refused with 1009 and why, and the room stays usable", async () => {
    const doc = new Y.Doc();
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(honest.doc));
    const known = Y.encodeStateVector(doc);
    doc.getText("content").insert(0, "many words ".repeat(100_000));
    await refused(updateFrame(Y.encodeStateAsUpdate(doc, known)), 1009, /the page is full/);
    assert.ok(!honest.text.toString().includes("many words"));
  });

  it("puts text where finding its place takes a minute is refused with 1007, and nobody waits that long", async () => {
    const writer = joinRoom(server.url, room);
    await writer.synced();
    longText(writer.doc, 30_000);
    await writer.acknowledged();
    const start = Math.floor(30_000 / 2) * 2 - 1;
    const far = Array.from({ length: 2000 }, (_, index) => {
      return [null, [writer.doc.clientID, start - 2 * (index % 1000)]] as const;
    });
    const { socket, closed } = await connect();
    socket.send(updateFrame(forged(4, far)));
    const took = await othersGoOn();
    assert.ok(took < 5000, `the others waited ${took.toFixed(0)} ms`);
    const end = await closed;
    assert.equal(end.code, 1007);
    assert.match(end.reason, /too long/);
    writer.leave();
  });

  it("writes under the id of somebody who is here changes nothing, and all agree", async () => {
    const doc = new Y.Doc();
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(honest.doc));
    doc.clientID = honest.doc.clientID;
    const known = Y.encodeStateVector(doc);
    doc.getText("content").insert(0, "[forged]");
    const { socket } = await connect();
    socket.send(updateFrame(Y.encodeStateAsUpdate(doc, known)));
    await othersGoOn();
    const third = joinRoom(server.url, room);
    await third.synced();
    assert.equal(third.text.toString(), honest.text.toString());
    assert.ok(!third.text.toString().includes("[forged]"));
    third.leave();
    socket.terminate();
  });

  it("sends what builds on text that never came is not acknowledged, and is sent to join again", async () => {
    const doc = new Y.Doc();
    const updates: Uint8Array[] = [];
    doc.on("update", (bytes: Uint8Array) => updates.push(bytes));
    doc.getText("content").insert(0, "first");
    doc.getText("content").insert(5, "second");
    const { socket, closed } = await connect();
    const heard: number[] = [];
    socket.on("message", (data: Buffer) => heard.push(data[0] ?? -1));
    socket.send(updateFrame(updates[1] ?? new Uint8Array()));
    socket.send(Uint8Array.of(102, 1, 1));
    await othersGoOn();
    assert.ok(!heard.includes(102));
    const end = await closed;
    assert.deepEqual(end, { code: 1013, reason: "what your text builds on did not come; join again" });
  });

  it("sends as fast as it can is read more slowly, loses nothing, and the others go on", async () => {
    const flood = joinRoom(server.url, room);
    await flood.synced();
    const before = flood.text.toString().split("~").length;
    for (let count = 0; count < 20_000; count += 1) flood.text.insert(0, "~");
    const took = await othersGoOn();
    assert.ok(took < 10_000, `the others waited ${took.toFixed(0)} ms`);
    await flood.acknowledged();
    await until("all of it is there", () => honest.text.toString().split("~").length === before + 20_000, 60_000);
    flood.leave();
  });

  it("reads nothing is let go before it owes the server's memory", async () => {
    const { socket, closed } = await connect();
    socket.pause();
    const writer = joinRoom(server.url, room);
    await writer.synced();
    const block = "0123456789".repeat(20_000);
    for (let round = 0; round < 80; round += 1) {
      writer.text.insert(0, block);
      writer.text.delete(0, block.length);
      await writer.acknowledged();
    }
    await until("it is let go", () => lines.some((line) => line.includes("too slow to keep up")));
    socket.resume();
    await closed;
    writer.leave();
    await othersGoOn();
  });

  it("comes from a page of another site gets 403", async () => {
    const socket = new WebSocket(`${server.url.replace("http", "ws")}/-/live/${room}`, {
      headers: { origin: "https://elsewhere.example" },
    });
    const [cause] = (await once(socket, "error")) as [Error];
    assert.match(cause.message, /403/);
  });

  it("says to be somebody else is shown as who its session says", async () => {
    const liar = joinRoom(server.url, room);
    await liar.synced();
    liar.provider.awareness.setLocalState({ user: { name: "Ada Lovelace", color: "#000" }, talk: null });
    await until("it is seen", () => honest.provider.awareness.getStates().has(liar.doc.clientID));
    const seen = honest.provider.awareness.getStates().get(liar.doc.clientID) as { user: { name: string } };
    assert.match(seen.user.name, /^Guest \d+$/);
    liar.leave();
  });

  it("answers the server's question with all it has costs the log nothing that is known", async () => {
    const { socket } = await connect();
    socket.send(step2(Y.encodeStateAsUpdate(honest.doc)));
    await othersGoOn();
    socket.terminate();
  });
});

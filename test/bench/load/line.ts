import { randomBytes } from "node:crypto";
import { connect } from "node:net";
import { createFrameReader } from "./frame-reader.ts";

/** One client's WebSocket. */
export interface Line {
  send(payload: Uint8Array): void;
  /** Why the server ended it, "1013 too slow …"; null while it is open or we have ended it. */
  cut(): string | null;
  /** Says goodbye and waits until the line is down. */
  hangUp(): Promise<void>;
}

export interface LineOptions {
  /** `ws://HOST:PORT/PATH`. */
  readonly address: string;
  readonly cookie?: string | undefined;
  /** Each binary message; `payload` is valid only during the call. `at` is when its last byte was read, ms. */
  received(payload: Buffer, at: number, line: Line): void;
}

const BINARY = 2;
const CLOSE = 8;
const PING = 9;
const PONG = 10;

/** What a socket reads into: every chunk is done with before the next is read, so one serves all lines. */
const CHUNK = Buffer.allocUnsafe(256 * 1024);

/** Opens a line. Rejects where the server does not take it. */
export function openLine({ address, cookie, received }: LineOptions): Promise<Line> {
  const { hostname, port, pathname } = new URL(address);
  return new Promise((resolve, reject) => {
    let ours = false;
    let cut: string | null = null;
    let read = 0;
    const frames = createFrameReader((opcode, payload) => {
      if (opcode === BINARY) received(payload, read, line);
      else if (opcode === PING) send(PONG, payload);
      else if (opcode === CLOSE) {
        cut ??= payload.length < 2 ? "no reason" : `${payload.readUInt16BE(0)} ${payload.subarray(2).toString()}`;
        if (!ours) send(CLOSE, payload);
      }
    });
    let take = readAnswer(
      (rest) => {
        take = frames;
        resolve(line);
        if (rest.length > 0) frames(rest);
      },
      (status) => socket.destroy(new Error(`the server does not take the line: ${status}`)),
    );
    const socket = connect({
      host: hostname,
      port: Number(port),
      noDelay: true,
      onread: {
        buffer: CHUNK,
        callback(length) {
          read = performance.now();
          take(CHUNK.subarray(0, length));
          return true;
        },
      },
    });
    const send = (opcode: number, payload: Uint8Array): void => {
      socket.write(frame(opcode, payload));
    };
    const down = new Promise<void>((gone) => socket.once("close", () => gone()));
    const line: Line = {
      send: (payload) => send(BINARY, payload),
      cut: () => (ours ? null : cut),
      async hangUp() {
        ours = true;
        if (!socket.destroyed) send(CLOSE, NORMAL);
        await down;
      },
    };
    socket.once("error", reject);
    void down.then(() => {
      cut ??= "the line broke";
      reject(new Error("the line was closed before it was open"));
    });
    socket.write(requestOf(pathname, cookie));
  });
}

/** Close code 1000. */
const NORMAL = Uint8Array.of(0x03, 0xe8);

function requestOf(path: string, cookie: string | undefined): string {
  const lines = [
    `GET ${path} HTTP/1.1`,
    "Host: 127.0.0.1",
    "Connection: Upgrade",
    "Upgrade: websocket",
    "Sec-WebSocket-Version: 13",
    `Sec-WebSocket-Key: ${randomBytes(16).toString("base64")}`,
    ...(cookie ? [`Cookie: ${cookie}`] : []),
  ];
  return `${lines.join("\r\n")}\r\n\r\n`;
}

/** Reads the answer to the upgrade: `open` gets whatever came behind it, `refused` the status line of any other answer. */
function readAnswer(open: (rest: Buffer) => void, refused: (status: string) => void): (chunk: Buffer) => void {
  let answer = Buffer.alloc(0);
  return (chunk) => {
    answer = Buffer.concat([answer, chunk]);
    const end = answer.indexOf("\r\n\r\n");
    if (end < 0) return;
    const status = answer.subarray(0, answer.indexOf("\r\n")).toString();
    if (status.includes(" 101 ")) open(answer.subarray(end + 4));
    else refused(status);
  };
}

const MASKED = 0x80;

/** A client's frame. The mask is zero, which is one; the server unmasks all the same. */
function frame(opcode: number, payload: Uint8Array): Buffer {
  const { length } = payload;
  const extended = length < 126 ? 0 : length < 65_536 ? 2 : 8;
  const start = 2 + extended + 4;
  const bytes = Buffer.alloc(start + length);
  bytes[0] = 0x80 | opcode;
  bytes[1] = MASKED | (extended === 0 ? length : extended === 2 ? 126 : 127);
  if (extended === 2) bytes.writeUInt16BE(length, 2);
  if (extended === 8) bytes.writeBigUInt64BE(BigInt(length), 2);
  bytes.set(payload, start);
  return bytes;
}

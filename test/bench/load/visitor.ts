import { type Line, openLine } from "./line.ts";
import {
  awarenessMessage,
  EMPTY_STEP_1,
  EMPTY_STEP_2,
  isStep1,
  isStep2,
  updateMessage,
  updateStart,
} from "./messages.ts";

/** Somebody who has come into a room with the stock handshake and has its document. */
export interface Visitor {
  readonly line: Line;
  /** From the call to the whole document, ms. */
  readonly ms: number;
  /** The document as the server sent it: a Yjs update. */
  readonly state: Uint8Array;
  /** When they had it, as `performance.now()`. */
  readonly at: number;
}

/** Longer than this and the server does not answer, ms. */
const LONGEST_MS = 30_000;

/** Joins a room with an empty document: step 1, the answer to the server's step 1, and where one is. */
export function visit(address: string, cookie?: string): Promise<Visitor> {
  const start = performance.now();
  const client = Math.floor(Math.random() * 2 ** 32);
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error("no document came")), LONGEST_MS);
    const received = (message: Buffer, at: number, line: Line): void => {
      if (isStep1(message)) line.send(EMPTY_STEP_2);
      if (!isStep2(message)) return;
      clearTimeout(timer);
      resolve({ line, ms: at - start, at, state: Buffer.from(message.subarray(updateStart(message))) });
    };
    openLine({ address, cookie, received }).then((line) => {
      line.send(EMPTY_STEP_1);
      const user = { name: "Visitor", color: "#30bced", colorLight: "#30bced33" };
      line.send(awarenessMessage(client, 0, { user }));
    }, reject);
  });
}

/** Somebody comes, writes the whole of `history` at once, as after days without a network, and leaves when it is there. */
export async function deposit(address: string, history: Uint8Array, cookie?: string): Promise<void> {
  const writer = await visit(address, cookie);
  writer.line.send(updateMessage(history));
  for (;;) {
    const reader = await visit(address, cookie);
    await reader.line.hangUp();
    if (reader.state.length >= history.length) break;
    const cut = writer.line.cut();
    if (cut !== null) throw new Error(`the server refused the history: ${cut}`);
  }
  await writer.line.hangUp();
}

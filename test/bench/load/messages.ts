import * as encoding from "lib0/encoding";

/** The y-websocket messages a stock client sends, and as much of reading one as the load needs. */
const SYNC = 0;
const AWARENESS = 1;
const STEP_1 = 0;
const STEP_2 = 1;
const UPDATE = 2;

function sync(kind: number, bytes: Uint8Array): Uint8Array {
  return encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, SYNC);
    encoding.writeVarUint(encoder, kind);
    encoding.writeVarUint8Array(encoder, bytes);
  });
}

/** What a client with an empty document says first: "I have nothing, what do I lack?" */
export const EMPTY_STEP_1: Uint8Array = sync(STEP_1, Uint8Array.of(0));

/** Its answer to the server's step 1: nothing the server lacks. */
export const EMPTY_STEP_2: Uint8Array = sync(STEP_2, Uint8Array.of(0, 0));

export function updateMessage(update: Uint8Array): Uint8Array {
  return sync(UPDATE, update);
}

/** A client's own awareness state. */
export function awarenessMessage(client: number, clock: number, state: object): Uint8Array {
  const states = encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, 1);
    encoding.writeVarUint(encoder, client);
    encoding.writeVarUint(encoder, clock);
    encoding.writeVarString(encoder, JSON.stringify(state));
  });
  return encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, AWARENESS);
    encoding.writeVarUint8Array(encoder, states);
  });
}

export function isStep1(message: Uint8Array): boolean {
  return message[0] === SYNC && message[1] === STEP_1;
}

export function isStep2(message: Uint8Array): boolean {
  return message[0] === SYNC && message[1] === STEP_2;
}

/** An update of any kind: an edit, or the answer to step 1. */
export function isUpdate(message: Uint8Array): boolean {
  return message[0] === SYNC && (message[1] === UPDATE || message[1] === STEP_2);
}

/** Where the update in an update's message begins. */
export function updateStart(message: Uint8Array): number {
  let at = 2;
  while ((message[at] ?? 0) & 0x80) at += 1;
  return at + 1;
}

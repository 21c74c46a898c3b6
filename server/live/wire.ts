import * as decoding from "lib0/decoding";
import * as encoding from "lib0/encoding";

/**
 * The y-websocket protocol, as bytes: one message a frame, its type first.
 *
 *     0 sync       0 step 1: a state vector, "what do I lack?" · 1 step 2: the answer · 2 an update
 *     1 awareness  the states of some clients
 *     3 query      "send me everybody's awareness"
 *     102 ack      ours, only on the client's asking: echoed once all that came before it is on disk
 *
 * Type 2 (auth) is the server's to send and is not used; any other type is ignored, as the stock servers do.
 */
const SYNC = 0;
const AWARENESS = 1;
const QUERY_AWARENESS = 3;
const ACK = 102;

const STEP_1 = 0;
const STEP_2 = 1;
const UPDATE = 2;

/** One client's awareness, as it comes. */
export interface AwarenessEntry {
  /** The client's Yjs id. */
  readonly client: number;
  /** Counts up with each state of that client; a lower one is old news. */
  readonly clock: number;
  /** A JSON object; null when the client has gone. */
  readonly state: Readonly<Record<string, unknown>> | null;
}

/** One client's awareness, as it is told. */
export interface AwarenessTold {
  readonly client: number;
  readonly clock: number;
  /** The state's JSON; "null" when the client has gone. */
  readonly json: string;
}

export type Frame =
  | { readonly kind: "step-1"; readonly stateVector: Uint8Array }
  /** What somebody typed, or, with `answer`, what they have that our step 1 lacked. */
  | { readonly kind: "update"; readonly update: Uint8Array; readonly answer: boolean }
  | { readonly kind: "awareness"; readonly entries: readonly AwarenessEntry[] }
  | { readonly kind: "query-awareness" }
  | { readonly kind: "ack"; readonly token: Uint8Array }
  | { readonly kind: "unknown" };

/** Throws on bytes that are no frame of this protocol. */
export function readFrame(bytes: Uint8Array): Frame {
  const decoder = decoding.createDecoder(bytes);
  switch (decoding.readVarUint(decoder)) {
    case SYNC:
      return readSync(decoder);
    case AWARENESS:
      return { kind: "awareness", entries: readAwareness(decoding.readVarUint8Array(decoder)) };
    case QUERY_AWARENESS:
      return { kind: "query-awareness" };
    case ACK:
      return { kind: "ack", token: decoding.readVarUint8Array(decoder) };
    default:
      return { kind: "unknown" };
  }
}

function readSync(decoder: decoding.Decoder): Frame {
  const step = decoding.readVarUint(decoder);
  switch (step) {
    case STEP_1:
      return { kind: "step-1", stateVector: decoding.readVarUint8Array(decoder) };
    case STEP_2:
    case UPDATE:
      return { kind: "update", update: decoding.readVarUint8Array(decoder), answer: step === STEP_2 };
    default:
      return { kind: "unknown" };
  }
}

/** At most this many clients' states in one message: a browser sends its own, a relay a handful. */
const MAX_ENTRIES = 64;

function readAwareness(bytes: Uint8Array): AwarenessEntry[] {
  const decoder = decoding.createDecoder(bytes);
  const count = decoding.readVarUint(decoder);
  if (count > MAX_ENTRIES) throw new Error(`${count} awareness states in one message`);
  const entries: AwarenessEntry[] = [];
  for (let index = 0; index < count; index += 1) {
    const client = decoding.readVarUint(decoder);
    const clock = decoding.readVarUint(decoder);
    const state: unknown = JSON.parse(decoding.readVarString(decoder));
    if (state !== null && (typeof state !== "object" || Array.isArray(state))) throw new Error("a state is an object");
    entries.push({ client, clock, state: state as Record<string, unknown> | null });
  }
  return entries;
}

function sync(kind: number, bytes: Uint8Array): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, SYNC);
  encoding.writeVarUint(encoder, kind);
  encoding.writeVarUint8Array(encoder, bytes);
  return encoding.toUint8Array(encoder);
}

export function step1(stateVector: Uint8Array): Uint8Array {
  return sync(STEP_1, stateVector);
}

export function step2(update: Uint8Array): Uint8Array {
  return sync(STEP_2, update);
}

export function update(bytes: Uint8Array): Uint8Array {
  return sync(UPDATE, bytes);
}

export function awareness(told: readonly AwarenessTold[]): Uint8Array {
  const states = encoding.createEncoder();
  encoding.writeVarUint(states, told.length);
  for (const { client, clock, json } of told) {
    encoding.writeVarUint(states, client);
    encoding.writeVarUint(states, clock);
    encoding.writeVarString(states, json);
  }
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, AWARENESS);
  encoding.writeVarUint8Array(encoder, encoding.toUint8Array(states));
  return encoding.toUint8Array(encoder);
}

export function ack(token: Uint8Array): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, ACK);
  encoding.writeVarUint8Array(encoder, token);
  return encoding.toUint8Array(encoder);
}

import * as decoding from "lib0/decoding";
import * as encoding from "lib0/encoding";
import type { Base, LogRecord, StagedSave } from "./update-log.ts";

/**
 * How the log's values are written: lib0 varints and length-prefixed bytes, with the format's number first, so that a
 * later version can tell what it reads.
 */
const FORMAT = 1;

function begin(): encoding.Encoder {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, FORMAT);
  return encoder;
}

function open(bytes: Uint8Array, what: string): decoding.Decoder {
  const decoder = decoding.createDecoder(bytes);
  const format = decoding.readVarUint(decoder);
  if (format !== FORMAT) throw new Error(`the live store's ${what} has format ${format}, this version reads ${FORMAT}`);
  return decoder;
}

export function encodeRecord(record: LogRecord): Uint8Array {
  const encoder = begin();
  encoding.writeVarString(encoder, record.author ? JSON.stringify([record.author.name, record.author.email]) : "");
  encoding.writeVarUint8Array(encoder, record.update);
  return encoding.toUint8Array(encoder);
}

/** @param seq the record's number, which is its key and not part of its bytes. */
export function decodeRecord(seq: number, bytes: Uint8Array): LogRecord {
  const decoder = open(bytes, "record");
  const author = decoding.readVarString(decoder);
  const update = decoding.readVarUint8Array(decoder).slice();
  if (author === "") return { seq, update, author: null };
  const [name, email] = JSON.parse(author) as [string, string];
  return { seq, update, author: { name, email } };
}

export function encodeBase(base: Base): Uint8Array {
  const encoder = begin();
  encoding.writeVarString(encoder, base.commit);
  encoding.writeVarUint8Array(encoder, base.state);
  return encoding.toUint8Array(encoder);
}

export function decodeBase(bytes: Uint8Array): Base {
  const decoder = open(bytes, "base");
  return { commit: decoding.readVarString(decoder), state: decoding.readVarUint8Array(decoder).slice() };
}

export function encodeStaged(save: StagedSave): Uint8Array {
  const encoder = begin();
  encoding.writeVarUint(encoder, save.upTo);
  encoding.writeVarUint8Array(encoder, save.state);
  return encoding.toUint8Array(encoder);
}

export function decodeStaged(bytes: Uint8Array): StagedSave {
  const decoder = open(bytes, "staged save");
  return { upTo: decoding.readVarUint(decoder), state: decoding.readVarUint8Array(decoder).slice() };
}

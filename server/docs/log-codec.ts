import { crc32 } from "node:zlib";
import * as decoding from "lib0/decoding";
import * as encoding from "lib0/encoding";
import type { Base, LogRecord, PastEpoch, StagedSave } from "./update-log.ts";

/**
 * How the log's values are written: lib0 varints and length-prefixed bytes, with the format's number first, so that a
 * later version can tell what it reads, and a checksum last: a disk that gives back other bytes than it was given is found
 * out before they become anybody's text.
 */
const FORMAT = 2;

/** The same without the checksum: read, not written any more. */
const UNCHECKED = 1;

/** Bytes of the CRC-32 at the end, little-endian. */
const CHECKSUM = 4;

function begin(): encoding.Encoder {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, FORMAT);
  return encoder;
}

function end(encoder: encoding.Encoder): Uint8Array {
  const length = encoding.length(encoder);
  const bytes = new Uint8Array(length + CHECKSUM);
  bytes.set(encoding.toUint8Array(encoder));
  const sum = crc32(bytes.subarray(0, length));
  new DataView(bytes.buffer).setUint32(length, sum, true);
  return bytes;
}

/** @throws where the bytes are not what was written. */
function open(bytes: Uint8Array, what: string): decoding.Decoder {
  const format = decoding.readVarUint(decoding.createDecoder(bytes));
  const body = format === UNCHECKED ? bytes : checked(bytes, what);
  if (format !== FORMAT && format !== UNCHECKED) {
    throw new Error(`the ${what} has format ${format}, this version reads up to ${FORMAT}`);
  }
  const decoder = decoding.createDecoder(body);
  decoding.readVarUint(decoder);
  return decoder;
}

function checked(bytes: Uint8Array, what: string): Uint8Array {
  const length = bytes.length - CHECKSUM;
  const sum = length > 0 ? new DataView(bytes.buffer, bytes.byteOffset + length).getUint32(0, true) : -1;
  const body = bytes.subarray(0, Math.max(0, length));
  if (crc32(body) !== sum) throw new Error(`the ${what} is not what was written`);
  return body;
}

export function encodeRecord(record: LogRecord): Uint8Array {
  const encoder = begin();
  encoding.writeVarString(encoder, record.author ? JSON.stringify([record.author.name, record.author.email]) : "");
  encoding.writeVarUint8Array(encoder, record.update);
  return end(encoder);
}

/** @param seq the record's number, which is its key and not part of its bytes. */
export function decodeRecord(seq: number, bytes: Uint8Array): LogRecord {
  const decoder = open(bytes, `record ${seq}`);
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
  return end(encoder);
}

export function decodeBase(bytes: Uint8Array): Base {
  const decoder = open(bytes, "base");
  return { commit: decoding.readVarString(decoder), state: decoding.readVarUint8Array(decoder).slice() };
}

export function encodeStaged(save: StagedSave): Uint8Array {
  const encoder = begin();
  encoding.writeVarUint(encoder, save.upTo);
  encoding.writeVarUint8Array(encoder, save.state);
  return end(encoder);
}

export function decodeStaged(bytes: Uint8Array): StagedSave {
  const decoder = open(bytes, "staged save");
  return { upTo: decoding.readVarUint(decoder), state: decoding.readVarUint8Array(decoder).slice() };
}

export function encodePast(past: PastEpoch): Uint8Array {
  const encoder = begin();
  encoding.writeVarUint8Array(encoder, past.state);
  encoding.writeVarUint8Array(encoder, past.mirror);
  return end(encoder);
}

/** @param epoch its number, which is its key and not part of its bytes. */
export function decodePast(epoch: number, bytes: Uint8Array): PastEpoch {
  const decoder = open(bytes, `past epoch ${epoch}`);
  const state = decoding.readVarUint8Array(decoder).slice();
  return { epoch, state, mirror: decoding.readVarUint8Array(decoder).slice() };
}

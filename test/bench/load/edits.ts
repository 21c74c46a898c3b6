import * as decoding from "lib0/decoding";

const GC = 0;
const DELETED = 1;
const STRING = 4;
const SKIP = 10;

const HAS_ORIGIN = 0x80;
const HAS_RIGHT_ORIGIN = 0x40;
const HAS_PARENT_KEY = 0x20;
const KIND = 0x1f;

/**
 * Walks a Yjs update (v1), merged of however many, and tells each run of letters typed: whose, from which clock on, and
 * how many. Reads no text; the letters are taken to be ASCII, as the load's are.
 *
 * @throws on content that no writer here makes.
 */
export function walkEdits(update: Uint8Array, typed: (client: number, clock: number, count: number) => void): void {
  const decoder = decoding.createDecoder(update);
  for (let clients = decoding.readVarUint(decoder); clients > 0; clients -= 1) {
    const structs = decoding.readVarUint(decoder);
    const client = decoding.readVarUint(decoder);
    let clock = decoding.readVarUint(decoder);
    for (let struct = 0; struct < structs; struct += 1) {
      const info = decoding.readUint8(decoder);
      const kind = info & KIND;
      if (kind === STRING || kind === DELETED) passPlace(decoder, info);
      else if (kind !== GC && kind !== SKIP) throw new Error(`a struct of kind ${kind}`);
      const count = decoding.readVarUint(decoder);
      if (kind === STRING) {
        decoder.pos += count;
        typed(client, clock, count);
      }
      clock += count;
    }
  }
}

/** What an item says of where it belongs. */
function passPlace(decoder: decoding.Decoder, info: number): void {
  if (info & HAS_ORIGIN) passId(decoder);
  if (info & HAS_RIGHT_ORIGIN) passId(decoder);
  if (info & (HAS_ORIGIN | HAS_RIGHT_ORIGIN)) return;
  if (decoding.readVarUint(decoder) === 1) passString(decoder);
  else passId(decoder);
  if (info & HAS_PARENT_KEY) passString(decoder);
}

function passId(decoder: decoding.Decoder): void {
  decoding.readVarUint(decoder);
  decoding.readVarUint(decoder);
}

function passString(decoder: decoding.Decoder): void {
  const length = decoding.readVarUint(decoder);
  decoder.pos += length;
}

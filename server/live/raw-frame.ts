/**
 * A binary WebSocket message as bytes on the line (RFC 6455, 5.2). What a server sends is not masked, so one frame is the
 * same for everybody: it is made once, and written to each.
 */
export function rawFrame(message: Uint8Array): Buffer {
  const { length } = message;
  const head = headOf(length);
  const frame = Buffer.allocUnsafe(head.length + length);
  frame.set(head);
  frame.set(message, head.length);
  return frame;
}

/** Several messages, one frame each, to be written in one go. */
export function rawFrames(messages: readonly Uint8Array[]): Buffer {
  const frames = messages.map(rawFrame);
  const [only] = frames;
  return only && frames.length === 1 ? only : Buffer.concat(frames);
}

const FINAL_BINARY = 0x82;
const TWO_BYTES = 126;
const EIGHT_BYTES = 127;

function headOf(length: number): Buffer {
  if (length < TWO_BYTES) return Buffer.from([FINAL_BINARY, length]);
  const long = length > 0xffff;
  const head = Buffer.alloc(long ? 10 : 4);
  head[0] = FINAL_BINARY;
  head[1] = long ? EIGHT_BYTES : TWO_BYTES;
  if (long) head.writeBigUInt64BE(BigInt(length), 2);
  else head.writeUInt16BE(length, 2);
  return head;
}

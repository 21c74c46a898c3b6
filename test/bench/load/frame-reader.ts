/**
 * Takes WebSocket frames out of what a socket delivers, however it is cut. Far cheaper than a whole WebSocket client, so
 * that one core can listen for three hundred people.
 *
 * @param take called for each frame; the payload is valid only during the call.
 * @returns takes the next chunk, and keeps none of it beyond the call. Throws on a fragmented or masked frame: no server here sends one.
 */
export function createFrameReader(take: (opcode: number, payload: Buffer) => void): (chunk: Buffer) => void {
  let held: Buffer[] = [];
  let size = 0;
  let needed = 0;

  return (chunk) => {
    size += chunk.length;
    if (size < needed) {
      held.push(Buffer.from(chunk));
      return;
    }
    const all = held.length === 0 ? chunk : Buffer.concat([...held, chunk]);
    let at = 0;
    for (;;) {
      const frame = frameAt(all, at);
      needed = frame.end - at;
      if (frame.end > all.length) break;
      take(frame.opcode, all.subarray(frame.start, frame.end));
      at = frame.end;
    }
    size = all.length - at;
    held = size === 0 ? [] : [Buffer.from(all.subarray(at))];
  };
}

interface FramePlace {
  readonly opcode: number;
  readonly start: number;
  /** Beyond the bytes there are where the frame is not whole. */
  readonly end: number;
}

const FINAL = 0x80;
const MASKED = 0x80;

function frameAt(bytes: Buffer, at: number): FramePlace {
  const left = bytes.length - at;
  if (left < 2) return { opcode: 0, start: at, end: at + 2 };
  const first = bytes.readUInt8(at);
  const second = bytes.readUInt8(at + 1);
  if (!(first & FINAL) || second & MASKED) throw new Error("a fragmented or masked frame from a server");
  const opcode = first & 0x0f;
  if (second < 126) return { opcode, start: at + 2, end: at + 2 + second };
  const start = at + (second === 126 ? 4 : 10);
  if (start > bytes.length) return { opcode, start, end: start };
  const length = second === 126 ? bytes.readUInt16BE(at + 2) : Number(bytes.readBigUInt64BE(at + 2));
  return { opcode, start, end: start + length };
}

/** What a window tells of itself to the room, and hears of itself and of others. */
import * as decoding from "lib0/decoding";
import * as encoding from "lib0/encoding";
import { type Awareness, encodeAwarenessUpdate } from "y-protocols/awareness";
import type { WebsocketProvider } from "y-websocket";
import { type Person, personIn } from "../people/person.ts";

/** The message type of the y-websocket protocol. */
export const AWARENESS = 1;

/** Tells the server of this window's own state only. The stock provider says again whatever it hears of others. */
export function speakForOneself(provider: WebsocketProvider): void {
  const { awareness, doc } = provider;
  awareness.off("update", provider._awarenessUpdateHandler);
  awareness.on("update", (change: Record<"added" | "updated" | "removed", number[]>) => {
    if (!Object.values(change).some((clients) => clients.includes(doc.clientID)) || !provider.wsconnected) return;
    const message = encoding.createEncoder();
    encoding.writeVarUint(message, AWARENESS);
    encoding.writeVarUint8Array(message, encodeAwarenessUpdate(awareness, [doc.clientID]));
    provider.ws?.send(encoding.toUint8Array(message));
  });
}

/**
 * Who is in the room is told again on the next line, with the counts that were heard on this one: the stock provider takes
 * those states away and keeps the counts, and would believe nobody until they move.
 */
export function forgetOthers({ meta, clientID }: Awareness): void {
  for (const client of meta.keys()) if (client !== clientID) meta.delete(client);
}

/** This client's own entry in an awareness message: the server echoes it with the name and colour it gave. */
export function ownStateIn(bytes: Uint8Array, own: number): Person | null {
  const decoder = decoding.createDecoder(bytes);
  for (let left = decoding.readVarUint(decoder); left > 0; left--) {
    const client = decoding.readVarUint(decoder);
    decoding.readVarUint(decoder);
    const state: unknown = JSON.parse(decoding.readVarString(decoder));
    if (client !== own || typeof state !== "object" || state === null || !("user" in state)) continue;
    return personIn(state.user);
  }
  return null;
}

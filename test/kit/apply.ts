import type { Room } from "../../server/docs/room.ts";
import type { LogAuthor } from "../../server/docs/update-log.ts";
import { missingIn, UnfitUpdate, walkUpdate } from "../../server/docs/update-walk.ts";

/**
 * Brings an update into a room as the live door does for a client that has nothing waiting: looked at, taken in, applied.
 *
 * @throws UnfitUpdate for bytes that are no update of a page's text, or one that builds on what is not known.
 */
export function applyTo(room: Room, update: Uint8Array, author: LogAuthor, from: object): void {
  const walk = walkUpdate(update);
  if (missingIn(walk, (client) => room.live.clockOf(client)) !== null) {
    throw new UnfitUpdate("it builds on text that has not come");
  }
  if (room.live.knows(walk)) return;
  room.take(update, walk, author, from);
  room.live.drain();
}

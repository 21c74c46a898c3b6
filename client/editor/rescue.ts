/** Handing over to the server what was typed in a room whose page has begun a new history since. */

/** Where the page is now; or that the server will never take this text, or did not answer. */
export type Handed =
  | { readonly outcome: "taken"; readonly path: string; readonly room: string }
  | { readonly outcome: "refused" }
  | { readonly outcome: "no answer" };

/** Kinds of refusal that are no word on the text: busy, a disk that is full, a proxy. */
const NOT_NOW = 500;

/**
 * @param room the name of the old room.
 * @param state all of its Yjs state here. Handed over twice it is as once.
 */
export async function handOver(room: string, state: Uint8Array<ArrayBuffer>): Promise<Handed> {
  try {
    const answer = await fetch(`/-/rescue/${room}`, {
      method: "POST",
      headers: { "Content-Type": "application/octet-stream", Accept: "application/json" },
      body: state,
    });
    if (!answer.ok) return { outcome: answer.status < NOT_NOW ? "refused" : "no answer" };
    const told = (await answer.json()) as { readonly path: string; readonly room: string };
    return { outcome: "taken", ...told };
  } catch {
    return { outcome: "no answer" };
  }
}

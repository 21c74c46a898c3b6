import type { Told } from "./following.ts";
import type { Place } from "./naming.ts";

/** A move that did not get through is tried again after this long, ms. */
const RETRY_MS = 2000;

export type Answer =
  | { readonly kind: "told"; readonly told: Told }
  /** Somebody else leads, or nobody any more; the reason is one line. */
  | { readonly kind: "refused"; readonly reason: string }
  /** The server was not reached, or could not. */
  | { readonly kind: "unreached" };

/** The way to the server for one who leads. */
export interface LeadDoor {
  /** @param over the session that is taken over; null where nobody is to lose the lead. */
  begin(place: Place, over: string | null): Promise<Answer>;
  end(): Promise<Answer>;
  /** Tells where the deck is: one move at a time, of those in between the last, again until it is through. */
  move(place: Place): void;
  /** A move is under way. */
  isMoving(): boolean;
}

/** @param addressNow where the page is by now; @param heard is given the answers to moves. */
export function openLeadDoor(addressNow: () => string, heard: (answer: Answer) => void): LeadDoor {
  let next: Place | null = null;
  let moving = false;

  async function tellMoves(): Promise<void> {
    moving = true;
    while (next !== null) {
      const place: Place = next;
      next = null;
      const answer = await post(addressNow(), { act: "move", place });
      if (answer.kind === "unreached") {
        next ??= place;
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      } else {
        if (answer.kind === "refused") next = null;
        heard(answer);
      }
    }
    moving = false;
  }

  return {
    begin: (place, over) => post(addressNow(), { act: "begin", place, over }),
    end() {
      next = null;
      return post(addressNow(), { act: "end" });
    },
    move(place) {
      next = place;
      if (!moving) void tellMoves();
    },
    isMoving: () => moving,
  };
}

async function post(address: string, body: object): Promise<Answer> {
  try {
    const response = await fetch(address, {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/json" },
      body: JSON.stringify(body),
    });
    const answer = await response.json();
    if (response.ok) return { kind: "told", told: answer };
    return response.status >= 500 ? { kind: "unreached" } : { kind: "refused", reason: String(answer.reason) };
  } catch {
    return { kind: "unreached" };
  }
}

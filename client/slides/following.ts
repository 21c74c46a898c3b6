import type { Place } from "./naming.ts";

/** Who leads, as the event `slide` and the answers of `/-/present/` tell it. */
export interface Told extends Partial<Place> {
  /** Null where nobody presents. */
  readonly session: string | null;
  readonly by?: string;
  readonly move?: number;
  /** This browser's person leads. Told only to one who asked. */
  readonly yours?: boolean;
}

export interface Leader {
  readonly session: string;
  readonly by: string;
  readonly place: Place;
  readonly move: number;
}

/** How this window stands to whoever presents. */
export interface Following {
  readonly leader: Leader | null;
  /** The session that this browser's person leads, or led last. */
  readonly own: string | null;
  /** Looks around by itself, and is not moved. */
  readonly away: boolean;
  /** This person led until somebody took over, or until it ended without them; shown until the next thing happens. */
  readonly lost: boolean;
}

export const alone: Following = { leader: null, own: null, away: false, lost: false };

/** Somebody told how it stands. What is older than what is known changes nothing. */
export function hear(state: Following, told: Told): Following {
  const led = isLeading(state);
  if (told.session === null) return { leader: null, own: null, away: false, lost: led };
  const { session, by = "", slide = "", print = "", step = -1, move = 0 } = told;
  const same = state.leader?.session === session;
  if (same && move < (state.leader?.move ?? 0)) return state;
  const own = told.yours === true ? session : state.own;
  const leader = { session, by, place: { slide, print, step }, move };
  return { leader, own, away: same && state.away, lost: same ? state.lost : led && own !== session };
}

export function isLeading({ leader, own }: Following): boolean {
  return leader !== null && leader.session === own;
}

/** Whether the leader takes this window along. */
export function isFollowing(state: Following): boolean {
  return state.leader !== null && !isLeading(state) && !state.away;
}

/** The person went to another slide. */
export function lookAround(state: Following): Following {
  return state.leader === null || isLeading(state) ? state : { ...state, away: true, lost: false };
}

export function comeBack(state: Following): Following {
  return { ...state, away: false, lost: false };
}

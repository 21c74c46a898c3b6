import { WikiError } from "../errors.ts";
import type { PagePath } from "../text/page-path.ts";
import type { Clock } from "./ports.ts";

/** Where a deck is, named so that it is found again after edits elsewhere. */
export interface Place {
  /** The slide's id: its talk's slug, and its number in the talk. */
  readonly slide: string;
  /** The fingerprint of what is on it; found first, since a slide before it in the talk changes the number. */
  readonly print: string;
  /** The last fragment that is shown, from 0; -1 before the first, and where there are none. */
  readonly step: number;
}

/** Somebody leads a deck. */
export interface Lead {
  /** Names this leading, from its beginning to its end; who takes over says whose. */
  readonly session: string;
  /** The presenter's name. */
  readonly by: string;
  readonly place: Place;
  /** Grows with every move. */
  readonly move: number;
}

export interface Presenter {
  /** The viewer's, of the cookie. */
  readonly id: string;
  readonly name: string;
}

export interface PresentingTimes {
  /** After the presenter's last line has gone, the leading ends this much later: a dead network is not a leaving. */
  readonly graceMs: number;
  /** Moves are told at most this often; of those in between, the last. */
  readonly paceMs: number;
  /** Decks that are led at once. */
  readonly most: number;
}

/** A lead as it outlives the process. */
export interface KeptLead {
  readonly path: PagePath;
  /** The presenter's id. */
  readonly who: string;
  readonly lead: Lead;
}

export interface PresentingPorts {
  readonly clock: Clock;
  /** Calls back when the page has another path, until the returned function is called. */
  moves(path: PagePath, moved: (to: PagePath) => void): () => void;
  /** What the process before this one wrote down last. Whoever led goes on, if they are back within the grace. */
  readonly kept: readonly KeptLead[];
  /** Writes down how it stands now. Called with every move. */
  keep(leads: readonly KeptLead[]): void;
}

/** Who leads which deck. One presenter a page at a time. A lead goes along with its page, and outlives the process. */
export interface Presenting {
  /**
   * Leads the page's deck from now on, or still. Throws `exists`, which names the presenter, where somebody else does and
   * `over` is not that leading's session; `busy` where too many decks are led.
   */
  begin(path: PagePath, who: Presenter, place: Place, over: string | null): Lead;
  /** Throws `exists` where somebody else leads by now, `refused` where nobody does. */
  move(path: PagePath, who: Presenter, place: Place): Lead;
  /** Nothing where this person does not lead. */
  end(path: PagePath, who: Presenter): void;
  at(path: PagePath): Lead | null;
  isLedBy(path: PagePath, id: string): boolean;
  /** A viewer's line to the page is there until the returned function is called. */
  arrive(path: PagePath, id: string): () => void;
  /** Tells of every move, and of the end as null. */
  follow(path: PagePath, listener: (lead: Lead | null) => void): () => void;
}

const times: PresentingTimes = { graceMs: 60_000, paceMs: 80, most: 500 };

interface Held {
  path: PagePath;
  lead: Lead;
  readonly who: string;
  /** Calls the end off. */
  stay: () => void;
  /** Calls off what is told at the end of a pause; null where nothing was told just now. */
  pause: (() => void) | null;
  /** Looks no more where the page goes. */
  letGo: () => void;
}

export function createPresenting(
  { clock, moves, kept, keep }: PresentingPorts,
  { graceMs, paceMs, most }: PresentingTimes = times,
): Presenting {
  const decks = new Map<PagePath, Held>();
  /** Open lines by page and viewer, counted. */
  const lines = new Map<string, number>();
  const listeners = new Map<PagePath, Set<(lead: Lead | null) => void>>();

  const lineOf = (path: PagePath, id: string): string => `${id} ${path}`;

  function tell(path: PagePath, lead: Lead | null): void {
    for (const listener of listeners.get(path) ?? []) listener(lead);
  }

  function hold({ path, who, lead }: KeptLead): Held {
    const held: Held = { path, lead, who, stay: () => {}, pause: null, letGo: () => {} };
    settle(held, path);
    return held;
  }

  function settle(held: Held, path: PagePath): void {
    held.path = path;
    decks.set(path, held);
    held.letGo = moves(path, (to) => goAlong(held, to));
    wait(held);
  }

  /** To the page's new path. The lines are still at the old one: they come after, or the grace ends it. */
  function goAlong(held: Held, to: PagePath): void {
    const there = decks.get(to);
    if (there) finish(there);
    held.letGo();
    decks.delete(held.path);
    settle(held, to);
    tell(to, held.lead);
    writeDown();
  }

  /** Ends the leading after the grace, unless a line of the presenter's is there. */
  function wait(held: Held): void {
    held.stay();
    held.stay = () => {};
    if (lines.has(lineOf(held.path, held.who))) return;
    held.stay = clock.after(graceMs, () => finish(held));
  }

  function finish(held: Held): void {
    forget(held);
    decks.delete(held.path);
    tell(held.path, null);
    writeDown();
  }

  function forget(held: Held): void {
    held.stay();
    held.pause?.();
    held.letGo();
  }

  /** Tells how it stands, and holds what comes next back for a moment. */
  function tellPaced(held: Held): void {
    if (held.pause !== null) return;
    const told = held.lead;
    tell(held.path, told);
    held.pause = clock.after(paceMs, () => {
      held.pause = null;
      if (held.lead !== told) tellPaced(held);
    });
  }

  function carry(held: Held, who: Presenter, place: Place): Lead {
    wait(held);
    if (isSamePlace(held.lead.place, place) && held.lead.by === who.name) return held.lead;
    held.lead = { ...held.lead, by: who.name, place, move: held.lead.move + 1 };
    tellPaced(held);
    writeDown();
    return held.lead;
  }

  function writeDown(): void {
    keep([...decks.values()].map(({ path, who, lead }) => ({ path, who, lead })));
  }

  for (const one of kept) hold(one);

  return {
    begin(path, who, place, over) {
      const before = decks.get(path);
      if (before?.who === who.id) return carry(before, who, place);
      if (before !== undefined && before.lead.session !== over) {
        throw new WikiError("exists", `${before.lead.by} presents this deck`, { path });
      }
      if (before === undefined && decks.size >= most) {
        throw new WikiError("busy", "too many decks are presented already", { retryAfter: 30 });
      }
      if (before) forget(before);
      const lead = { session: newSession(), by: who.name, place, move: 1 };
      tellPaced(hold({ path, who: who.id, lead }));
      writeDown();
      return lead;
    },
    move(path, who, place) {
      const held = decks.get(path);
      if (held === undefined) throw new WikiError("refused", "nobody presents this deck any more", { path });
      if (held.who !== who.id) throw new WikiError("exists", `${held.lead.by} presents this deck`, { path });
      return carry(held, who, place);
    },
    end(path, who) {
      const held = decks.get(path);
      if (held?.who === who.id) finish(held);
    },
    at: (path) => decks.get(path)?.lead ?? null,
    isLedBy: (path, id) => decks.get(path)?.who === id,
    arrive(path, id) {
      const line = lineOf(path, id);
      const changed = (by: number): void => {
        const count = (lines.get(line) ?? 0) + by;
        if (count > 0) lines.set(line, count);
        else lines.delete(line);
        const held = decks.get(path);
        if (held?.who === id) wait(held);
      };
      changed(1);
      return () => changed(-1);
    },
    follow(path, listener) {
      const all = listeners.get(path) ?? new Set();
      listeners.set(path, all.add(listener));
      return () => {
        all.delete(listener);
        if (all.size === 0) listeners.delete(path);
      };
    },
  };
}

function isSamePlace(one: Place, other: Place): boolean {
  return one.slide === other.slide && one.print === other.print && one.step === other.step;
}

/** Sixteen hex digits of chance. */
function newSession(): string {
  return Buffer.from(crypto.getRandomValues(new Uint8Array(8))).toString("hex");
}

import type { Rooms } from "./docs/rooms.ts";
import { WikiError } from "./errors.ts";
import type { GateLoad } from "./git/gate.ts";
import type { Metric } from "./http/exposition.ts";
import type { Roster } from "./live/roster.ts";
import type { RunningWiki } from "./wiki/assembly.ts";
import type { Clock } from "./wiki/ports.ts";

/** How often something went well, and how often it did not. */
export interface Tally {
  done: number;
  failed: number;
}

export interface Tallies {
  readonly saves: Tally;
  /** Exchanges of clones and fetches. */
  readonly fetches: Tally;
  readonly pushes: Tally;
}

export function createTallies(): Tallies {
  const tally = (): Tally => ({ done: 0, failed: 0 });
  return { saves: tally(), fetches: tally(), pushes: tally() };
}

/** What a draft itself refuses is told to who asked; what the repository cannot do is a failure. */
export function isFailedSave(cause: unknown): boolean {
  return !(cause instanceof WikiError) || cause.code === "cannot-write";
}

/**
 * `act`, counted. What gives null has done nothing and is not counted.
 *
 * @param isFailure whether what it throws is one; all of it where it is left out.
 */
export function counted<Args extends readonly unknown[], Result>(
  act: (...args: Args) => Promise<Result>,
  tally: Tally,
  isFailure: (cause: unknown) => boolean = () => true,
): (...args: Args) => Promise<Result> {
  return async (...args) => {
    try {
      const result = await act(...args);
      if (result !== null) tally.done += 1;
      return result;
    } catch (cause) {
      if (isFailure(cause)) tally.failed += 1;
      throw cause;
    }
  };
}

/** The parts of a running server that tell of themselves. */
export interface VitalParts {
  readonly wiki: Pick<RunningWiki, "uncommittedSince">;
  readonly rooms: Pick<Rooms, "all" | "unsettled">;
  readonly roster: Pick<Roster, "rooms">;
  readonly tallies: Tallies;
  readonly clock: Pick<Clock, "now">;
  /** Clones and fetches at the moment. */
  readonly fetching: () => GateLoad;
  /** Whether the disk takes what is typed. */
  readonly writable: () => boolean;
}

/** The wiki's own figures, for operators. */
export function createVitals(parts: VitalParts): () => readonly Metric[] {
  const { wiki, rooms, roster, tallies, clock } = parts;
  return () => {
    const since = wiki.uncommittedSince();
    const load = parts.fetching();
    const people = roster.rooms().reduce((sum, room) => sum + room.people.length, 0);
    return [
      gauge("plenary_rooms_loaded", "Pages with their room in memory.", rooms.all().length),
      gauge("plenary_rooms_uncommitted", "Pages with text that no commit holds yet.", rooms.unsettled().length),
      gauge(
        "plenary_uncommitted_age_seconds",
        "How long the oldest of that text waits for its commit.",
        since === null ? 0 : Math.max(0, clock.now() - since) / 1000,
      ),
      gauge("plenary_people_connected", "People in rooms, once for each room.", people),
      gauge("plenary_live_log_writable", "1 while the disk takes what is typed, else 0.", parts.writable() ? 1 : 0),
      counter("plenary_saves_total", "Saves, forms and changes that made a commit, and those that could not.", {
        made: tallies.saves.done,
        failed: tallies.saves.failed,
      }),
      counter("plenary_git_fetch_exchanges_total", "Exchanges of clones and fetches; a clone has three.", {
        answered: tallies.fetches.done,
        refused: tallies.fetches.failed,
      }),
      gauge("plenary_git_fetch_running", "Processes that serve clones and fetches.", load.inside),
      gauge("plenary_git_fetch_waiting", "Clones and fetches that wait for their turn.", load.waiting),
      counter(
        "plenary_git_pushes_total",
        "Pushes that came whole and got git's answer, and those that were refused before.",
        {
          answered: tallies.pushes.done,
          refused: tallies.pushes.failed,
        },
      ),
    ];
  };
}

function gauge(name: Metric["name"], help: string, value: number): Metric {
  return { name, kind: "gauge", help, samples: [{ value }] };
}

function counter(name: Metric["name"], help: string, results: Readonly<Record<string, number>>): Metric {
  const samples = Object.entries(results).map(([result, value]) => ({ labels: { result }, value }));
  return { name, kind: "counter", help, samples };
}

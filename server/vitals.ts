import type { Rooms } from "./docs/rooms.ts";
import { WikiError } from "./errors.ts";
import type { GateLoad } from "./git/gate.ts";
import type { Metric } from "./http/exposition.ts";
import type { Roster } from "./live/roster.ts";
import type { RunningWiki } from "./wiki/assembly.ts";
import type { Mirror } from "./wiki/mirror.ts";
import type { MirrorStatus, RemoteState } from "./wiki/mirror-ports.ts";
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
  /** Null where the wiki has no remote. */
  readonly mirror: Pick<Mirror, "state"> | null;
  /** Clones and fetches at the moment. */
  readonly fetching: () => GateLoad;
  /** Whether the disk takes what is typed. */
  readonly writable: () => boolean;
}

/** The wiki's own figures, for operators. */
export function createVitals(parts: VitalParts): () => Promise<readonly Metric[]> {
  const { wiki, rooms, roster, tallies, clock } = parts;
  return async () => {
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
      ...(parts.mirror ? mirrorVitals(await parts.mirror.state(), clock.now()) : []),
    ];
  };
}

const STATUSES: readonly MirrorStatus[] = [
  "in step",
  "sending",
  "unreachable",
  "refused",
  "rewritten",
  "never reached",
];

function mirrorVitals(state: RemoteState, now: number): Metric[] {
  const age = (at: number | null): number => (at === null ? -1 : Math.max(0, now - at) / 1000);
  return [
    {
      name: "plenary_remote_status",
      kind: "gauge",
      help: "How the remote stands: 1 for what is so, else 0.",
      samples: STATUSES.map((status) => ({ labels: { status }, value: status === state.status ? 1 : 0 })),
    },
    gauge("plenary_remote_unsent_commits", "Commits that the remote does not have, as far as is known.", state.unsent),
    gauge("plenary_remote_failures", "Rounds with the remote that failed since one did not.", state.failures),
    gauge(
      "plenary_remote_fetched_age_seconds",
      "Since the remote last said what it has; -1 for never.",
      age(state.fetched),
    ),
    gauge("plenary_remote_pushed_age_seconds", "Since something was last sent there; -1 for never.", age(state.pushed)),
  ];
}

function gauge(name: Metric["name"], help: string, value: number): Metric {
  return { name, kind: "gauge", help, samples: [{ value }] };
}

function counter(name: Metric["name"], help: string, results: Readonly<Record<string, number>>): Metric {
  const samples = Object.entries(results).map(([result, value]) => ({ labels: { result }, value }));
  return { name, kind: "counter", help, samples };
}

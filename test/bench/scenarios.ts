import type { Job } from "./load/job.ts";
import type { Peer } from "./servers.ts";

/** What the figure must be for the goal to be met. */
export type Goal =
  /** At most so many times the reference's figure. */
  | { readonly kind: "ratio-at-most"; readonly limit: number }
  /** At least so many times the reference's figure. */
  | { readonly kind: "ratio-at-least"; readonly limit: number }
  /** Below this, in the figure's unit. */
  | { readonly kind: "below"; readonly limit: number };

export interface Figure {
  /** Its name in an outcome. */
  readonly key: string;
  readonly label: string;
  readonly digits: number;
  readonly goal?: Goal;
}

/** Documents with a history, made once a run: files with Yjs updates. */
export interface Histories {
  readonly small: string;
  readonly medium: string;
  readonly large: string;
}

/** A scenario under load: which rooms and people it needs, and what the load does with them. */
export interface Scenario {
  readonly name: string;
  readonly title: string;
  readonly figures: readonly Figure[];
  /** The relay holds no document, so nobody can join one there. */
  readonly relay: boolean;
  readonly rooms: number;
  readonly people: number;
  job(target: { pid: number; rooms: string[]; cookies: string[] }, length: Length, histories: Histories): Job;
}

/** How long a run measures. */
export interface Length {
  /** Of steady typing. */
  readonly seconds: number;
  /** Of each rate tried. */
  readonly trySeconds: number;
  /** Joins one after the other. */
  readonly joins: number;
}

const atMost = (limit: number): Goal => ({ kind: "ratio-at-most", limit });
const atLeast = (limit: number): Goal => ({ kind: "ratio-at-least", limit });
const below = (limit: number): Goal => ({ kind: "below", limit });

export const SCENARIOS: readonly Scenario[] = [
  {
    name: "talk",
    title: "talk: 20 clients, 5 writers at 5 edits/s each",
    figures: [
      { key: "cpu", label: "server CPU per delivered edit, µs", digits: 1, goal: atMost(0.8) },
      { key: "p50", label: "edit to peer p50, ms", digits: 2, goal: atMost(1.1) },
      { key: "p99", label: "edit to peer p99, ms", digits: 2 },
      { key: "frames", label: "frames per client", digits: 0 },
    ],
    relay: true,
    rooms: 1,
    people: 20,
    job: (target, { seconds }) => ({
      ...target,
      kind: "typing",
      clients: 20,
      writers: 5,
      editsASecond: 5,
      aware: false,
      seconds,
    }),
  },
  {
    name: "keynote",
    title:
      "keynote: 300 clients, 20 writers at 5 edits/s each, with cursors; idle clients renew their state every 15 s",
    figures: [
      { key: "cpu", label: "server CPU per delivered edit, µs", digits: 1, goal: atMost(0.3) },
      { key: "frames", label: "frames per client", digits: 0, goal: atMost(0.3) },
      { key: "p50", label: "edit to peer p50, ms", digits: 2 },
      { key: "p99", label: "edit to peer p99, ms", digits: 2, goal: below(60) },
    ],
    relay: true,
    rooms: 1,
    people: 300,
    job: (target, { seconds }) => ({
      ...target,
      kind: "typing",
      clients: 300,
      writers: 20,
      editsASecond: 5,
      aware: true,
      seconds,
    }),
  },
  {
    name: "conference",
    title: "conference: 100 documents of 5 clients, 2 of them writing at 1 edit/s each",
    figures: [
      { key: "cpu", label: "server CPU per delivered edit, µs", digits: 1, goal: atMost(0.9) },
      { key: "p50", label: "edit to peer p50, ms", digits: 2 },
      { key: "p99", label: "edit to peer p99, ms", digits: 2, goal: atMost(1.6) },
      { key: "frames", label: "frames per client", digits: 0 },
    ],
    relay: true,
    rooms: 100,
    people: 500,
    job: (target, { seconds }) => ({
      ...target,
      kind: "typing",
      clients: 5,
      writers: 2,
      editsASecond: 1,
      aware: false,
      seconds,
    }),
  },
  {
    name: "storm",
    title: "join storm: 300 joins in 2 s into 200 KB with an editing history",
    figures: [
      { key: "cpu", label: "server CPU per join, ms", digits: 2, goal: atMost(0.2) },
      { key: "p50", label: "call to document p50, ms", digits: 1 },
      { key: "p99", label: "call to document p99, ms", digits: 1 },
      { key: "max", label: "call to document, slowest, ms", digits: 1 },
      { key: "after", label: "last document after the spread, ms", digits: 0, goal: below(300) },
    ],
    relay: false,
    rooms: 1,
    people: 300,
    job: (target, _length, { medium }) => ({ ...target, kind: "storm", joins: 300, spreadMs: 2000, history: medium }),
  },
  {
    name: "join",
    title: "one join to 900 KB with a long history",
    figures: [
      { key: "cpu", label: "server CPU, ms", digits: 1, goal: atMost(0.3) },
      { key: "ms", label: "call to document, ms", digits: 1, goal: atMost(0.1) },
    ],
    relay: false,
    rooms: 1,
    people: 10,
    job: (target, { joins }, { large }) => ({ ...target, kind: "joins", joins, history: large }),
  },
  {
    name: "limit",
    title: "most edits/s with p99 under 100 ms: 100 clients, all writing; 10 of them look into what they get",
    figures: [{ key: "edits", label: "edits/s", digits: 0, goal: atLeast(10) }],
    relay: true,
    rooms: 100,
    people: 100,
    job: (target, { trySeconds }) => ({
      ...target,
      kind: "limit",
      clients: 100,
      readers: 10,
      p99Ms: 100,
      seconds: trySeconds,
    }),
  },
];

/** The idle document's heap, which no load measures. */
export const IDLE = {
  name: "idle",
  title: "an idle document: 200 of 20 KB with a history, opened and left",
  documents: 200,
  figures: [{ key: "heap", label: "heap of an idle document, KB", digits: 2, goal: atMost(0.01) }],
} as const satisfies { name: string; title: string; documents: number; figures: readonly Figure[] };

export type Results = Partial<Record<Peer, Readonly<Record<string, number>>>>;

/** Whether a goal is met; null where there is nothing to compare with. */
export function isMet(goal: Goal, figure: number, reference: number | undefined): boolean | null {
  if (goal.kind === "below") return figure < goal.limit;
  if (reference === undefined) return null;
  return goal.kind === "ratio-at-most" ? figure <= goal.limit * reference : figure >= goal.limit * reference;
}

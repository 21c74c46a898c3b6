import { parseArgs } from "node:util";
import { IDLE, type Length, SCENARIOS } from "./scenarios.ts";
import { PEERS, type Peer } from "./servers.ts";

export interface Options {
  /** Names of scenarios, in the order of the issue. */
  readonly scenarios: readonly string[];
  readonly peers: readonly Peer[];
  readonly rounds: number;
  readonly length: Length;
  /** File for all figures; null for none. */
  readonly json: string | null;
  /** Build first. False measures what lies in `dist/`. */
  readonly build: boolean;
}

const NORMAL: Length = { seconds: 6, trySeconds: 1.5, joins: 10 };
const QUICK: Length = { seconds: 3, trySeconds: 1, joins: 5 };
const LONG: Length = { seconds: 20, trySeconds: 4, joins: 20 };

export const USAGE = `npm run bench -- [flags]
  --scenario NAME   only this one, may be given more than once: ${[...SCENARIOS, IDLE].map(({ name }) => name).join(", ")}
  --peer NAME       only this server, may be given more than once: ${PEERS.join(", ")}
  --rounds N        times each server has its turn; the medians are told (2)
  --quick, --long   shorter or longer than the usual
  --json FILE       all figures of all rounds into this file
  --no-build        measure what is in dist/`;

/** @throws with one line on what cannot be read. */
export function readOptions(argv: readonly string[]): Options {
  const text = { type: "string" } as const;
  const flag = { type: "boolean", default: false } as const;
  const { values } = parseArgs({
    args: [...argv],
    options: {
      scenario: { type: "string", multiple: true, default: [...SCENARIOS, IDLE].map(({ name }) => name) },
      peer: { type: "string", multiple: true, default: [...PEERS] },
      rounds: { type: "string", default: "2" },
      quick: flag,
      long: flag,
      json: text,
      "no-build": flag,
    },
  });
  return {
    scenarios: known(
      "scenario",
      values.scenario,
      [...SCENARIOS, IDLE].map(({ name }) => name),
    ),
    peers: known("peer", values.peer, PEERS),
    rounds: roundsIn(values.rounds),
    length: values.quick ? QUICK : values.long ? LONG : NORMAL,
    json: values.json ?? null,
    build: !values["no-build"],
  };
}

/** The chosen among those there are, in their order. */
function known<Name extends string>(flag: string, chosen: readonly string[], all: readonly Name[]): Name[] {
  const unknown = chosen.find((name) => !all.some((there) => there === name));
  if (unknown !== undefined) throw new Error(`--${flag} ${unknown}: there are ${all.join(", ")}`);
  return all.filter((name) => chosen.includes(name));
}

function roundsIn(value: string): number {
  const rounds = Number(value);
  if (Number.isInteger(rounds) && rounds >= 1 && rounds <= 20) return rounds;
  throw new Error(`--rounds ${value}: a whole number from 1 to 20`);
}

import type { Outcome } from "./load/job.ts";
import { quantile } from "./load/times.ts";
import { runLoad } from "./process.ts";
import type { Histories, Length, Scenario } from "./scenarios.ts";
import { type Peer, type Start, startPeer } from "./servers.ts";

export interface Measured {
  /** By figure, the median over the rounds. */
  readonly medians: Readonly<Record<string, number>>;
  readonly rounds: readonly Outcome[];
}

export interface Rounds {
  readonly peers: readonly Peer[];
  readonly rounds: number;
  readonly start: Start;
  readonly length: Length;
  readonly histories: Histories;
}

/**
 * One scenario on all peers, turn about (A, B, C, A, B, C), so that a machine that is slow for a while is slow for all.
 * Each time a new server and a new load.
 */
export async function measureScenario(scenario: Scenario, run: Rounds): Promise<Map<Peer, Measured>> {
  const peers = run.peers.filter((peer) => peer !== "relay" || scenario.relay);
  const outcomes = new Map<Peer, Outcome[]>(peers.map((peer) => [peer, []]));
  for (let round = 0; round < run.rounds; round += 1) {
    for (const [peer, list] of outcomes) list.push(await measureOnce(scenario, peer, run));
  }
  return new Map([...outcomes].map(([peer, rounds]) => [peer, { medians: mediansOf(rounds), rounds }]));
}

async function measureOnce(scenario: Scenario, peer: Peer, { start, length, histories }: Rounds): Promise<Outcome> {
  const server = await startPeer(peer, start);
  try {
    const rooms = await server.rooms(scenario.rooms);
    const cookies = await server.cookies(scenario.people);
    const job = scenario.job({ pid: server.pid, rooms, cookies }, length, histories);
    return await runLoad<Outcome>(["--import", "tsx", "test/bench/load/main.ts"], job);
  } finally {
    await server.end();
  }
}

function mediansOf(rounds: readonly Outcome[]): Record<string, number> {
  const keys = Object.keys(rounds[0]?.figures ?? {});
  return Object.fromEntries(keys.map((key) => [key, median(rounds.map(({ figures }) => figures[key] ?? Number.NaN))]));
}

/** Of an even count the mean of the two in the middle. */
function median(values: readonly number[]): number {
  return (quantile(values, 0.5) + quantile(values, 0.5 - 0.5 / values.length)) / 2;
}

import { createPace } from "../pace.ts";
import { createOidTable } from "./oid-table.ts";
import type { Git } from "./process.ts";
import type { Reading } from "./read.ts";

/** Commits that are read here, one after another, to catch up; for more of them, or a merge, git is started. */
const CATCH_UP = 256;
const OID_BYTES = 20;
const FIRST_COMMITS = 1024;

/** Which commit is built on which. A commit is a number, higher than those of all that it is built on. */
export interface CommitGraph {
  /** -1 for a commit that is not here. */
  numberOf(oid: string): number;
  oidOf(commit: number): string;
  /** In the order of the commit. */
  parentsOf(commit: number): readonly number[];
  /** One more than the highest number. */
  size(): number;
}

/**
 * The graph in memory, some 50 bytes a commit. It is read by one `git rev-list` when it is first asked for, 0.3 s for 100,000
 * commits, and then goes on with what is new.
 */
export interface GraphKeeper {
  /** With all of the commit's past. Throws where git has no such commit. */
  reaching(oid: string): Promise<CommitGraph>;
}

export function createGraphKeeper(git: Git, reading: Pick<Reading, "commit">): GraphKeeper {
  const graph = createGraph();
  let turn: Promise<unknown> = Promise.resolve();

  /** The commits from the last one that is here up to this one, parents first; null where they are no short chain. */
  async function chainTo(oid: string): Promise<Entry[] | null> {
    const chain: Entry[] = [];
    for (let at = oid; graph.numberOf(at) < 0; ) {
      const [parent, ...others] = (await reading.commit(at))?.parents ?? [];
      if (parent === undefined || others.length > 0 || chain.length === CATCH_UP) return null;
      chain.push({ oid: at, parents: [parent] });
      at = parent;
    }
    return chain.reverse();
  }

  async function listTo(oid: string): Promise<Iterable<Entry>> {
    const last = graph.size() === 0 ? [] : [`^${graph.oidOf(graph.size() - 1)}`];
    return entriesIn(await git.run(["rev-list", "--topo-order", "--reverse", "--parents", oid, ...last, "--"]));
  }

  async function catchUp(oid: string): Promise<void> {
    if (graph.numberOf(oid) >= 0) return;
    const pace = createPace();
    const chain = graph.size() === 0 ? null : await chainTo(oid);
    for (const entry of chain ?? (await listTo(oid))) {
      graph.add(entry);
      await pace();
    }
  }

  return {
    async reaching(oid) {
      const mine = turn.then(() => catchUp(oid));
      turn = mine.catch(() => {});
      await mine;
      return graph;
    },
  };
}

interface Entry {
  readonly oid: string;
  readonly parents: readonly string[];
}

/** Each line a commit's id and those of its parents. */
function* entriesIn(list: Buffer): Generator<Entry> {
  for (let from = 0, to = list.indexOf("\n"); to >= 0; from = to + 1, to = list.indexOf("\n", from)) {
    const [oid = "", ...parents] = list.toString("latin1", from, to).split(" ");
    yield { oid, parents };
  }
}

function createGraph(): CommitGraph & { add(entry: Entry): void } {
  let ids = Buffer.alloc(FIRST_COMMITS * OID_BYTES);
  const bytesOf = (commit: number): Buffer => ids.subarray(commit * OID_BYTES, (commit + 1) * OID_BYTES);
  const known = createOidTable((commit, oid) => bytesOf(commit).equals(oid));
  /** -1 for a first commit. */
  const firstParents: number[] = [];
  /** Of merges, all. */
  const merged = new Map<number, readonly number[]>();

  function numberOf(oid: string): number {
    return /^[0-9a-f]{40}$/.test(oid) ? known.find(Buffer.from(oid, "hex")) : -1;
  }

  return {
    numberOf,
    oidOf: (commit) => bytesOf(commit).toString("hex"),
    parentsOf(commit) {
      const first = firstParents[commit] ?? -1;
      return merged.get(commit) ?? (first < 0 ? [] : [first]);
    },
    size: () => firstParents.length,
    add({ oid, parents }) {
      if (numberOf(oid) >= 0) return;
      const commit = firstParents.length;
      if ((commit + 1) * OID_BYTES > ids.length) ids = Buffer.concat([ids, Buffer.alloc(ids.length)]);
      ids.write(oid, commit * OID_BYTES, "hex");
      known.add(bytesOf(commit), commit);
      const numbers = parents.map(numberOf).filter((parent) => parent >= 0);
      firstParents.push(numbers[0] ?? -1);
      if (numbers.length > 1) merged.set(commit, numbers);
    },
  };
}

import { mkdtemp, rm } from "node:fs/promises";
import path from "node:path";
import type { Gate } from "./gate.ts";
import { MAIN } from "./main-ref.ts";
import { type MergeRules, mergeVersions } from "./merge.ts";
import { type Git, GitFailure, succeeds } from "./process.ts";
import { isAncestor, oneLine, type PathRules, refusalOfVersion } from "./push-check.ts";
import { createQuarantine, type Quarantine } from "./quarantine.ts";
import { moveRefs } from "./ref-moves.ts";
import { NotTaken, RemoteFailure, type RemoteLink } from "./remote-link.ts";
import { textOf } from "./trees.ts";

/** Times a merge is made anew because somebody saved meanwhile. */
const MOST_TRIES = 5;

/** What a remote says of a push that came after somebody else's: it is fetched, and pushed again. */
const BEHIND = /fetch first|non-fast-forward|stale info|cannot lock|failed to update|incorrect old value/;

/** What git says of a remote that is there and lets us not push. */
const DENIED = /error: 40[13]|authentication failed|could not read username|permission|denied/i;

/** Two lines of saves that were brought together. */
export interface MirrorMerge {
  readonly commit: string;
  /** Paths that both sides had changed, so that it was not plain what becomes of them. */
  readonly paths: readonly string[];
}

/** How a round ends before all is done. */
export class RoundEnd extends Error {
  readonly end: "again" | "more" | "unreachable" | "refused" | "rewritten";

  constructor(end: RoundEnd["end"], reason: string) {
    super(reason);
    this.end = end;
  }
}

export interface MainPorts {
  /** The bare repository, absolute. */
  readonly dir: string;
  /** The writer lock. */
  readonly lock: Gate;
  readonly rules: PathRules;
  readonly merging: Omit<MergeRules, "fold">;
  /** A fetch, and a file in it, bytes. */
  readonly limits: { readonly push: number; readonly file: number };
  readonly head: () => Promise<string>;
  /** The commit that the remote's `main` was at when last it was in step; null for never. */
  readonly seen: () => string | null;
  /** Resolves when it is written down. */
  readonly keep: (seen: string) => Promise<void>;
  /** Called when refs of ours were moved. */
  readonly moved: () => Promise<void>;
}

/** `main` on both sides. All of it throws RoundEnd and RemoteFailure. */
export interface MainOnBothSides {
  /**
   * Takes what is new there, into `main` by a merge where ours has gone on too. Gives the merge.
   *
   * @param theirs null for a remote without any `main`.
   */
  take(link: RemoteLink, theirs: string | null, signal: AbortSignal): Promise<MirrorMerge | null>;
  /** Whether there is something new there. */
  isNews(theirs: string | null): Promise<boolean>;
  /** Sends ours. False where it is there already. */
  send(link: RemoteLink, theirs: string | null, signal: AbortSignal): Promise<boolean>;
}

export function createMainOnBothSides(git: Git, ports: MainPorts): MainOnBothSides {
  const { dir, limits, rules } = ports;
  /** A version that was refused is not fetched again. */
  let refused: { readonly oid: string; readonly reason: string } | null = null;

  function refuse(oid: string, reason: string): RoundEnd {
    refused = { oid, reason: `what it has is not taken: ${reason}` };
    return new RoundEnd("refused", refused.reason);
  }

  async function fetchAndTake(link: RemoteLink, theirs: string, signal: AbortSignal): Promise<MirrorMerge | null> {
    if (refused?.oid === theirs) throw new RoundEnd("refused", refused.reason);
    const folder = await mkdtemp(path.join(dir, "incoming", "sync-"));
    try {
      await link.fetch([theirs], folder, limits.push, signal);
      const of = await createQuarantine(git, dir, folder, signal);
      const reason = await refusalOfVersion(of, MAIN, theirs, limits.file, rules);
      if (reason !== null) throw refuse(theirs, reason);
      await mustGoOn(of, theirs);
      return await bring(of, folder, theirs, signal);
    } catch (cause) {
      if (cause instanceof NotTaken) throw refuse(theirs, cause.message);
      if (!(cause instanceof GitFailure) || cause.exitCode === null) throw cause;
      throw new RoundEnd("refused", `git does not take it: ${oneLine(cause.message.replaceAll(dir, ""))}`);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  /** What was there once, and something that we have in common, must be there. */
  async function mustGoOn(of: Quarantine, theirs: string): Promise<void> {
    const seen = ports.seen();
    if (seen !== null && !(await succeeds(holds(of, seen, theirs), [1, 128]))) throw lost(seen);
    const common = of.words(["merge-base", await ports.head(), theirs], "", () => {});
    if (!(await succeeds(common)))
      throw new RoundEnd("rewritten", "its main has no version in common with the one here");
  }

  /** Goes on from theirs where ours is in its past, else merges. Somebody may save meanwhile: then it is done once more. */
  async function bring(
    of: Quarantine,
    folder: string,
    theirs: string,
    signal: AbortSignal,
  ): Promise<MirrorMerge | null> {
    for (let tries = 0; tries < MOST_TRIES; tries += 1) {
      const from = await ports.head();
      if (await isAncestor(of, theirs, from)) return null;
      const isForward = await isAncestor(of, from, theirs);
      const merging = { ...ports.merging, fold: rules.folded };
      const merge = isForward ? null : await mergeVersions(dir, folder, merging, [from, theirs], signal);
      signal.throwIfAborted();
      if (!(await publish(of, from, merge?.commit ?? theirs))) continue;
      await ports.moved();
      return merge && { commit: merge.commit, paths: merge.settled.map((one) => textOf(one.path)) };
    }
    throw new RoundEnd("again", "somebody here was faster each time");
  }

  /** Objects first, on disk, then the branch. False where somebody else has moved it. */
  function publish(of: Quarantine, from: string, to: string): Promise<boolean> {
    return ports.lock.run(async () => {
      if ((await ports.head()) !== from) return false;
      await of.land();
      try {
        await moveRefs(git, dir, [{ ref: MAIN, from, to }]);
        return true;
      } catch (cause) {
        if (cause instanceof GitFailure && (await ports.head()) !== from) return false;
        throw cause;
      }
    });
  }

  /** In the past of a version that is here. A version that is not here is in nothing's past. */
  function isPast(oid: string, of: string): Promise<boolean> {
    return succeeds(git.run(["merge-base", "--is-ancestor", oid, of]), [1, 128]);
  }

  async function isNews(theirs: string | null): Promise<boolean> {
    return theirs !== null && !(await isPast(theirs, await ports.head()));
  }

  return {
    isNews,
    async take(link, theirs, signal) {
      const seen = ports.seen();
      if (theirs === null) {
        if (seen !== null) throw new RoundEnd("rewritten", "its main is gone");
        return null;
      }
      const isNew = await isNews(theirs);
      // An older version of ours may have been put there.
      if (!isNew && seen !== null && !(await isPast(seen, theirs))) throw lost(seen);
      const merge = isNew ? await fetchAndTake(link, theirs, signal) : null;
      await ports.keep(theirs);
      return merge;
    },
    async send(link, theirs, signal) {
      const head = await ports.head();
      if (head === theirs) return false;
      const [sent] = await link.push(new Map([[MAIN, head]]), signal).catch(denied);
      if (!sent) throw new RoundEnd("unreachable", "it does not say what became of main");
      if (sent.refusal === null) {
        await ports.keep(head);
        return true;
      }
      if (BEHIND.test(sent.refusal)) throw new RoundEnd("again", "somebody there was faster each time");
      throw new RoundEnd("refused", `it does not take main: ${sent.refusal}`);
    },
  };
}

function denied(cause: unknown): never {
  if (!(cause instanceof RemoteFailure) || !DENIED.test(cause.message)) throw cause;
  throw new RoundEnd("refused", `it does not let us push: ${cause.message}`);
}

function holds(of: Quarantine, old: string, tip: string): Promise<void> {
  return of.words(["merge-base", "--is-ancestor", old, tip], "", () => {});
}

function lost(seen: string): RoundEnd {
  return new RoundEnd("rewritten", `its main has lost the version ${seen.slice(0, 10)}, which it had`);
}

import { mkdtemp, rm } from "node:fs/promises";
import path from "node:path";
import { MAIN } from "./main-ref.ts";
import { type Git, GitFailure, succeeds } from "./process.ts";
import { isAncestor, oneLine, refusalOfVersion } from "./push-check.ts";
import { NO_OBJECT, type RefCommand } from "./push-request.ts";
import { type Refs, refusalOfCommand } from "./push-rules.ts";
import { createQuarantine } from "./quarantine.ts";
import { moveRefs, refsOf } from "./ref-moves.ts";
import { NotTaken, type RemoteLink } from "./remote-link.ts";
import type { MainPorts } from "./remote-main.ts";

/** Branches and tags that are moved in one round, each way. */
const AT_ONCE = 50;

/** A branch or tag that is not moved, and why in a few words. */
export interface LeftAlone {
  /** "fix/typo" */
  readonly name: string;
  readonly kind: "branch" | "tag";
  readonly reason: string;
}

export interface OtherRefs {
  /** Takes and sends what is new or goes on, of all but `main`. Throws RemoteFailure. */
  sync(
    link: RemoteLink,
    there: Refs,
    signal: AbortSignal,
  ): Promise<{ readonly left: readonly LeftAlone[]; readonly more: boolean; readonly taken: boolean }>;
  /** What the last round left alone. */
  left(): readonly LeftAlone[];
}

/** How a ref stands here and there; `NO_OBJECT` for nothing. */
interface Pair {
  readonly ref: string;
  readonly here: string;
  readonly there: string;
}

export function createOtherRefs(
  git: Git,
  { dir, lock, rules, limits }: Pick<MainPorts, "dir" | "lock" | "rules" | "limits">,
): OtherRefs {
  /** Why a pair was left alone: as long as it stands so, it is not looked at again. */
  let known = new Map<string, { readonly pair: Pair; readonly reason: string }>();

  /** Null where it is for us to take; "" where it is for us to send. */
  async function judge({ ref, here, there }: Pair, refs: Refs): Promise<string | null> {
    if (there === NO_OBJECT) return "";
    const command: RefCommand = { ref, from: here, to: there };
    if (here === NO_OBJECT) return refusalOfCommand(command, refs);
    if (!ref.startsWith("refs/heads/")) return "it is another version on each side, and a tag never moves";
    return (await succeeds(git.run(["merge-base", "--is-ancestor", there, here]), [1, 128])) ? "" : null;
  }

  /** Takes all of them or none. Gives the reasons of those that are not taken. */
  async function take(link: RemoteLink, pairs: readonly Pair[], signal: AbortSignal): Promise<Map<string, string>> {
    const refusals = new Map<string, string>();
    const folder = await mkdtemp(path.join(dir, "incoming", "sync-"));
    try {
      await link.fetch([...new Set(pairs.map(({ there }) => there))], folder, limits.push, signal);
      const of = await createQuarantine(git, dir, folder, signal);
      for (const { ref, here, there } of pairs) {
        const isForward = here === NO_OBJECT || (await isAncestor(of, here, there));
        const reason = isForward
          ? await refusalOfVersion(of, ref, there, limits.file, rules)
          : "each side has versions that the other has not";
        if (reason !== null) refusals.set(ref, reason);
      }
      // The objects of one that is refused came in the same pack.
      if (refusals.size > 0) return refusals;
      const commands = pairs.map(({ ref, here, there }) => ({ ref, from: here, to: there }));
      await lock.run(async () => {
        await of.land();
        await moveRefs(git, dir, commands);
      });
    } catch (cause) {
      const isGits = cause instanceof GitFailure && cause.exitCode !== null;
      if (!isGits && !(cause instanceof NotTaken)) throw cause;
      for (const { ref } of pairs) refusals.set(ref, oneLine(cause.message.replaceAll(dir, "")) || "git gave up on it");
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
    return refusals;
  }

  function isKnown(pair: Pair): boolean {
    const last = known.get(pair.ref)?.pair;
    return last?.here === pair.here && last.there === pair.there;
  }

  function left(): LeftAlone[] {
    return [...known].map(([ref, { reason }]) => {
      const isBranch = ref.startsWith("refs/heads/");
      return { name: ref.replace(/^refs\/\w+\//, ""), kind: isBranch ? "branch" : "tag", reason };
    });
  }

  return {
    left,
    async sync(link, there, signal) {
      const refs = await refsOf(git);
      const differing = pairsOf(refs, there);
      known = new Map(differing.filter(isKnown).flatMap(({ ref }) => entryOf(known, ref)));
      const leave = (pair: Pair, reason: string): void => {
        known.set(pair.ref, { pair, reason });
      };
      const open = differing.filter((pair) => !isKnown(pair));
      const [toTake, toSend]: [Pair[], Pair[]] = [[], []];
      for (const pair of open) {
        const verdict = await judge(pair, refs);
        if (verdict === null) toTake.push(pair);
        else if (verdict === "") toSend.push(pair);
        else leave(pair, verdict);
      }
      let taking = toTake.slice(0, AT_ONCE);
      let taken = false;
      // Twice at most: what is refused is left out the second time.
      for (let tries = 0; tries < 2 && taking.length > 0 && !taken; tries += 1) {
        const refusals = await take(link, taking, signal);
        for (const pair of taking) if (refusals.has(pair.ref)) leave(pair, refusals.get(pair.ref) ?? "");
        taken = refusals.size === 0;
        if (!taken) taking = taking.filter(({ ref }) => !refusals.has(ref));
      }
      const sending = toSend.slice(0, AT_ONCE);
      if (sending.length > 0) {
        const sent = await link.push(new Map(sending.map(({ ref, here }) => [ref, here])), signal);
        const refusals = new Map(sent.map(({ ref, refusal }) => [ref, refusal]));
        for (const pair of sending) {
          const refusal = refusals.get(pair.ref);
          if (refusal) leave(pair, `it is not taken there: ${refusal}`);
        }
      }
      return { left: left(), more: toTake.length > AT_ONCE || toSend.length > AT_ONCE, taken };
    },
  };
}

/** What is not the same on both sides, in the order of names. */
function pairsOf(here: Refs, there: Refs): Pair[] {
  const names = [...new Set([...here.keys(), ...there.keys()])].filter((ref) => ref !== MAIN).sort();
  return names
    .map((ref) => ({ ref, here: here.get(ref) ?? NO_OBJECT, there: there.get(ref) ?? NO_OBJECT }))
    .filter((pair) => pair.here !== pair.there);
}

function entryOf<K, V>(of: ReadonlyMap<K, V>, key: K): [K, V][] {
  const value = of.get(key);
  return value === undefined ? [] : [[key, value]];
}

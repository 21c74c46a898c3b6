import { mkdir, mkdtemp, rm } from "node:fs/promises";
import path from "node:path";
import { MAIN } from "./main-ref.ts";
import { createGit } from "./process.ts";
import type { RemoteAddress } from "./remote-address.ts";
import { createRemoteLink, PATIENCE, type Patience, RemoteFailure } from "./remote-link.ts";
import { createMainOnBothSides, type MainPorts, type MirrorMerge, RoundEnd } from "./remote-main.ts";
import { createOtherRefs, type LeftAlone } from "./remote-refs.ts";

/** How one round with the remote went; as `Round` of the wiki's ports. */
export interface Round {
  /** "again": somebody there was faster. "more": there is more than is moved at a time. */
  readonly end: "in step" | RoundEnd["end"];
  /** One line; "" where it is in step. */
  readonly reason: string;
  /** It has said what it has. */
  readonly reached: boolean;
  readonly pushed: boolean;
  /** `main` at the end. */
  readonly main: string;
  readonly merges: readonly MirrorMerge[];
  /** Branches and tags that are not moved, with the reason. */
  readonly left: readonly LeftAlone[];
}

export interface RemotePorts extends MainPorts {
  readonly address: RemoteAddress;
  readonly patience?: Patience;
  readonly gitBinary?: string;
}

/** The repository's other copy, see decision 46. */
export interface Remote {
  /**
   * Takes what is new there, merges it, and sends what is new here. Rejects only where the disk or this repository's git
   * refuses, or with the signal's reason.
   *
   * @param sendOnly takes nothing.
   */
  sync(signal: AbortSignal, sendOnly?: boolean): Promise<Round>;
  /** Commits of ours that it does not have, as far as we know. A process where something has changed. */
  unsent(): Promise<number>;
}

type Progress = { -readonly [K in keyof Round]: Round[K] };

export function createRemote(ports: RemotePorts): Remote {
  const { dir } = ports;
  const git = createGit(dir, ports.gitBinary);
  const incoming = path.join(dir, "incoming");
  const main = createMainOnBothSides(git, ports);
  const others = createOtherRefs(git, ports);
  let counted: { readonly of: string; readonly count: Promise<number> } | null = null;

  async function round(told: Progress, folder: string, sendOnly: boolean, signal: AbortSignal): Promise<void> {
    const link = await createRemoteLink(
      git,
      dir,
      ports.address,
      path.join(folder, "trust"),
      ports.patience ?? PATIENCE,
    );
    const there = await link.refs(signal);
    told.reached = true;
    const theirs = there.get(MAIN) ?? null;
    if (sendOnly && (await main.isNews(theirs))) throw new RoundEnd("again", "it has something new");
    const merge = await main.take(link, theirs, signal);
    if (merge) told.merges = [merge];
    told.pushed = await main.send(link, theirs, signal);
    if (sendOnly) return;
    const { left, more, taken } = await others.sync(link, there, signal);
    told.left = left;
    if (taken) await ports.moved();
    if (more) throw new RoundEnd("more", "");
  }

  return {
    async sync(signal, sendOnly = false) {
      const told: Progress = {
        ...{ end: "in step", reason: "", reached: false, pushed: false, main: "" },
        ...{ merges: [], left: others.left() },
      };
      await mkdir(incoming, { recursive: true });
      const folder = await mkdtemp(path.join(incoming, "mirror-"));
      try {
        await round(told, folder, sendOnly, signal);
      } catch (cause) {
        signal.throwIfAborted();
        if (cause instanceof RoundEnd) told.end = cause.end;
        else if (cause instanceof RemoteFailure) told.end = "unreachable";
        else throw cause;
        told.reason = cause.message;
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
      told.main = await ports.head();
      return told;
    },
    async unsent() {
      const [head, seen] = [await ports.head(), ports.seen()];
      if (head === seen) return 0;
      const of = `${head} ${seen}`;
      if (counted?.of === of) return counted.count;
      const count = git.run(["rev-list", "--count", head, ...(seen === null ? [] : ["--not", seen])]).then(Number);
      counted = { of, count };
      count.catch(() => {
        counted = null;
      });
      return count;
    },
  };
}

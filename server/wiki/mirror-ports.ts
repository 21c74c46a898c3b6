import type { Oid } from "./ports.ts";

/** What the wiki's mirroring needs of a remote. `git/` fits it by shape. */

/** Two lines of saves that were brought together. */
export interface MirrorMerge {
  readonly commit: Oid;
  /** Paths that both sides had changed, so that it was not plain what becomes of them. */
  readonly paths: readonly string[];
}

/** A branch or tag that is not moved, and why in a few words. */
export interface LeftAlone {
  readonly name: string;
  readonly kind: "branch" | "tag";
  readonly reason: string;
}

/** How one round with the remote went. */
export interface Round {
  /** "again": somebody there was faster. "more": there is more than is moved at a time. */
  readonly end: "in step" | "again" | "more" | "unreachable" | "refused" | "rewritten";
  /** One line; "" where it is in step. */
  readonly reason: string;
  /** It has said what it has. */
  readonly reached: boolean;
  readonly pushed: boolean;
  /** `main` at the end. */
  readonly main: Oid;
  readonly merges: readonly MirrorMerge[];
  readonly left: readonly LeftAlone[];
}

export interface RemotePort {
  /** Takes, merges and sends. Rejects where the disk refuses, or with the signal's reason. @param sendOnly takes nothing. */
  sync(signal: AbortSignal, sendOnly?: boolean): Promise<Round>;
  /** Commits of ours that it does not have, as far as we know. */
  unsent(): Promise<number>;
}

export type MirrorStatus = "in step" | "sending" | "unreachable" | "refused" | "rewritten" | "never reached";

/** What is kept of a remote from one process to the next. Times in ms; null for never. */
export interface MirrorMemory {
  readonly fetched: number | null;
  readonly pushed: number | null;
  /** The newest first. */
  readonly merges: readonly (MirrorMerge & { readonly at: number })[];
}

/** How the remote stands, to be shown. */
export interface RemoteState extends MirrorMemory {
  /** Without a password. */
  readonly address: string;
  readonly status: MirrorStatus;
  /** Since when, ms. */
  readonly since: number;
  /** Commits of ours that it does not have, as far as we know. */
  readonly unsent: number;
  /** When it is looked at next, ms; null while it is. */
  readonly next: number | null;
  /** One line; "" where nothing is wrong. */
  readonly reason: string;
  readonly left: readonly LeftAlone[];
  /** Rounds that failed since the last that did not. */
  readonly failures: number;
}

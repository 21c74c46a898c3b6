import { WikiError } from "../errors.ts";
import type { Gate } from "./gate.ts";
import type { MainRef } from "./main-ref.ts";
import { type Person, personForGit, writeMessage } from "./message.ts";
import { GitFailure } from "./process.ts";
import type { Reading } from "./read.ts";
import { createStaging, type Staging } from "./staging.ts";
import { editTree } from "./tree-edit.ts";

/** As `Draft` of the wiki's ports. */
export interface Draft {
  readonly files: ReadonlyMap<string, Uint8Array | null>;
  readonly author: Person;
  readonly coAuthors: readonly Person[];
  readonly message: string;
  readonly saveId?: string;
}

/** Times a commit is made anew because somebody else moved `main` meanwhile. */
const MOST_TRIES = 20;

/** As `Commits.commit` of the wiki's ports. */
export type Commit = (draft: DraftOn) => Promise<string | null>;

type DraftOn = (head: string) => Promise<Draft | readonly Draft[] | null>;

/**
 * Makes commits on `main` that cannot be lost; see decision 2. When the returned promise resolves, the objects of all of
 * a draft's commits and `main` itself are on disk; `main` goes from the commit before the first of them to the last.
 *
 * @param ports.lock held while a draft is asked for and committed: a draft must not wait for another commit.
 */
export function createCommit(ports: { dir: string; lock: Gate; main: MainRef; reading: Reading }): Commit {
  const { dir, lock, main, reading } = ports;

  async function commit(draftOn: DraftOn): Promise<string | null> {
    for (let tries = 0; tries < MOST_TRIES; tries += 1) {
      const head = await reading.head();
      const before = await reading.commit(head);
      if (!before) throw new Error(`the repository lacks the commit ${head}`);
      const drafts = await draftOn(head);
      if (!drafts) return null;
      const staging = createStaging(dir);
      const oid = await stageChain(staging, reading, { oid: head, tree: before.tree }, [drafts].flat());
      if (oid === head) return null;
      if ((await publish(staging, main, head, oid)) === "moved") return oid;
    }
    throw new WikiError("busy", "The notes are being written to by somebody else; try again.", { retryAfter: 1 });
  }

  return (draft) => lock.run(() => commit(draft));
}

/** The first commit of a new repository: it has no parent, and whatever it holds, it is made. */
export async function commitFirst(
  ports: { dir: string; main: MainRef; reading: Pick<Reading, "tree"> },
  draft: Draft,
): Promise<string> {
  const staging = createStaging(ports.dir);
  const tree = await stageTree(staging, ports.reading, null, draft);
  const oid = await stageCommit(staging, draft, tree, []);
  if ((await publish(staging, ports.main, null, oid)) === "moved") return oid;
  throw new WikiError("exists", "The repository has a first commit already.");
}

/** Each draft on top of the one before; those that change nothing are left out. Gives the last commit, or `from`. */
async function stageChain(
  staging: Staging,
  reading: Pick<Reading, "tree">,
  from: { readonly oid: string; readonly tree: string },
  drafts: readonly Draft[],
): Promise<string> {
  let last = from;
  for (const draft of drafts) {
    const tree = await stageTree(staging, reading, last.tree, draft);
    if (tree !== last.tree) last = { oid: await stageCommit(staging, draft, tree, [last.oid]), tree };
  }
  return last.oid;
}

function stageTree(
  staging: Staging,
  reading: Pick<Reading, "tree">,
  root: string | null,
  draft: Draft,
): Promise<string> {
  const read = async (oid: string) => staging.staged(oid) ?? reading.tree(oid);
  const store = { read, writeBlob: staging.blob, writeTree: staging.tree };
  return editTree(store, root, draft.files);
}

function stageCommit(staging: Staging, draft: Draft, tree: string, parent: string[]): Promise<string> {
  // The clock of the server, in UTC: where the writer is, it does not know.
  const author = { ...personForGit(draft.author), timestamp: Math.floor(Date.now() / 1000), timezoneOffset: 0 };
  const message = writeMessage(draft);
  // Who typed is also who is said to have committed: the wiki adds no name of its own.
  return staging.commit({ tree, parent, author, committer: author, message });
}

/** Objects first, on disk, then the branch: never does `main` point to something that could be lost. */
async function publish(staging: Staging, main: MainRef, from: string | null, to: string): Promise<"moved" | "lost"> {
  try {
    await staging.land();
    return await main.move(from, to);
  } catch (cause) {
    throw asRefusal(cause);
  }
}

/** What the disk or git's lock says, in words for a writer: no path of this machine. Anything else stays what it is. */
function asRefusal(cause: unknown): unknown {
  const reason = cause instanceof GitFailure ? gitsReason(cause) : systemsReason(cause);
  if (reason === null) return cause;
  const refusal = new WikiError("cannot-write", `The notes could not be written: ${reason}.`);
  refusal.cause = cause;
  return refusal;
}

function gitsReason({ said }: GitFailure): string {
  if (/\.lock': File exists/.test(said)) return "another git holds the lock of main";
  return /: ([A-Z][a-z ]+)$/m.exec(said)?.[1] ?? "git could not move main";
}

/** Null for an error that is none of the system's: a bug, and no refusal. */
function systemsReason(cause: unknown): string | null {
  const { code, errno } = cause as NodeJS.ErrnoException;
  return typeof errno === "number" ? (code ?? "the disk refused") : null;
}

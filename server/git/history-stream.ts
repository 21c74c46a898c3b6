import { createPace } from "../pace.ts";
import type { IndexedChange, IndexedCommit } from "./history-records.ts";
import { readMessage } from "./message.ts";
import { endApart, type Git, GitFailure, lastWords } from "./process.ts";
import { peopleOf } from "./told.ts";
import { textOf } from "./trees.ts";

/**
 * One walk through the history by git, parents first, each commit with what it changed: of a merge only what is as in none
 * of its parents. Every setting of the repository's that would change what is written is overruled.
 */
const LOG = [
  ...[
    "-c",
    "log.showRoot=true",
    "-c",
    "diff.orderFile=/dev/null",
    "-c",
    "log.showSignature=false",
    "-c",
    "core.commitGraph=true",
  ],
  ...["log", "--date-order", "--reverse", "-c", "--raw", "-z", "--no-abbrev", "--no-renames", "--no-color"],
  ...["--no-notes", "--no-mailmap", "--ignore-submodules=none", "--encoding=UTF-8", "--format=%H %ct %P%x00%an%x00%B"],
];

/** The id of a file that is none. */
const NO_OID = "0".repeat(40);

/**
 * Gives each commit that is in the past of one and not in that of another. What git writes is read in parts of some 64 KB,
 * a few milliseconds each, so the event loop stays free.
 *
 * @param range as `git log` takes it.
 * @throws GitFailure where git fails; the signal's reason where it is aborted.
 */
export async function streamCommits(
  git: Git,
  range: readonly string[],
  take: (commit: IndexedCommit) => void | Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  signal.throwIfAborted();
  // Left alone, git writes each commit as it finds it: a hundred thousand small reads here.
  const child = git.spawn([...LOG, ...range, "--"], { apart: true, env: { GIT_FLUSH: "0" } });
  const said = lastWords(child);
  const ended = new Promise<number>((resolve) => {
    child.once("error", () => resolve(-1));
    child.once("close", (code) => resolve(code ?? -1));
  });
  const stop = (): void => endApart(child);
  signal.addEventListener("abort", stop, { once: true });
  try {
    child.stdin.on("error", () => {});
    child.stdin.end();
    const parser = createParser();
    const pace = createPace();
    for await (const chunk of child.stdout) {
      // Where git is faster than we are, the next parts are there already.
      await pace();
      for (const commit of parser.commitsIn(chunk as Buffer)) {
        const taking = take(commit);
        if (taking) await taking;
      }
    }
    const code = await ended;
    signal.throwIfAborted();
    if (code !== 0) throw new GitFailure(said(), code);
    const last = parser.last();
    if (last) await take(last);
  } finally {
    signal.removeEventListener("abort", stop);
    stop();
  }
}

interface Parser {
  /** The commits that are known to be whole: those before the last. */
  commitsIn(chunk: Buffer): Generator<IndexedCommit>;
  last(): IndexedCommit | null;
}

type Draft = Omit<IndexedCommit, "people" | "saveId" | "changes"> & {
  people: string[];
  saveId: string | null;
  readonly changes: IndexedChange[];
};

/**
 * The output is words ended by NUL: `ID TIME PARENTS`, the author's name and the message; then for each change
 * `:MODES IDS STATUS`, one colon for each parent, and after it the path. Name, message and path may hold anything but NUL,
 * or nothing. Line ends and empty words stand between commits.
 */
function createParser(): Parser {
  let rest: Buffer = Buffer.alloc(0);
  let current: Draft | null = null;
  let author = "";
  let change: Omit<IndexedChange, "path"> | null = null;
  /** What the next word is, where that does not show in it. */
  let next: "path" | "author" | "message" | null = null;

  /** Gives the commit that the word ends, which is the one before. */
  function take(word: string): IndexedCommit | null {
    if (next !== null) {
      if (next === "path" && change) current?.changes.push({ path: word, ...change });
      if (next === "author") author = textOf(word);
      if (next === "message" && current) Object.assign(current, madeBy(author, textOf(word)));
      next = next === "author" ? "message" : null;
      return null;
    }
    const text = word.startsWith("\n") ? word.slice(1) : word;
    if (text === "") return null;
    if (text.startsWith(":")) {
      change = changeIn(text);
      next = "path";
      return null;
    }
    const whole = current;
    const [oid = "", time = "", ...parents] = text.split(" ").filter(Boolean);
    current = { oid, time: Number(time), parents, people: [], saveId: null, changes: [] };
    next = "author";
    return whole;
  }

  return {
    *commitsIn(chunk) {
      const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      let from = 0;
      for (let end = bytes.indexOf(0); end >= 0; end = bytes.indexOf(0, from)) {
        const whole = take(bytes.toString("latin1", from, end));
        from = end + 1;
        if (whole) yield whole;
      }
      rest = bytes.subarray(from);
    },
    last: () => current,
  };
}

function madeBy(author: string, whole: string): Pick<IndexedCommit, "people" | "saveId"> {
  const { coAuthors, saveId } = readMessage(whole);
  return { people: peopleOf({ author: { name: author }, coAuthors }), saveId };
}

/** Null where it is of no regular file, before and after. Of a merge the side before is the first parent's. */
function changeIn(word: string): Omit<IndexedChange, "path"> | null {
  const sides = word.lastIndexOf(":") + 1;
  // The modes are six digits each, one for each side and the result; the ids come after them, in the same order.
  const fileAt = (side: number): string | null => {
    if (!word.startsWith("100", sides + side * 7)) return null;
    const from = sides + (sides + 1) * 7 + side * 41;
    const oid = word.slice(from, from + 40);
    return oid === NO_OID ? null : oid;
  };
  const [before, after] = [fileAt(0), fileAt(sides)];
  return before === null && after === null ? null : { before, after };
}

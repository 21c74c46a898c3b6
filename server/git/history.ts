import { createLru } from "./lru.ts";
import { type Person, readMessage } from "./message.ts";
import { runGit, spawnGit } from "./process.ts";
import { MAIN } from "./read.ts";

/** As `Commit` of the wiki's ports. */
export interface LoggedCommit {
  readonly oid: string;
  readonly parents: readonly string[];
  readonly author: Person;
  readonly coAuthors: readonly Person[];
  readonly date: number;
  readonly message: string;
  readonly changes: readonly { readonly path: string; readonly before: string | null; readonly after: string | null }[];
}

export interface CommitsQuery {
  readonly path?: string;
  readonly before?: string;
  readonly limit: number;
}

export interface History {
  find(oid: string): Promise<LoggedCommit | null>;
  commits(query: CommitsQuery): Promise<readonly LoggedCommit[]>;
}

/** Answers that are kept: a page of history is asked for again and again until the next save. */
const ANSWERS = 200;
const COMMITS = 2000;

/**
 * Id, parents, author, time, message, each ended by NUL; then git's own raw entries. Merges show what they changed
 * against every parent (`-c`): a merge that only brought two lines together has no entries and is left out.
 */
const FORMAT = ["--raw", "-c", "-z", "--no-abbrev", "--no-renames", "--format=%H%x00%P%x00%an%x00%ae%x00%at%x00%B"];

/** History by `git log`, in its own order, which stays the same as long as `main` only grows. */
export function createHistory(dir: string, head: () => Promise<string | null>): History {
  const answers = createLru<string, Promise<readonly LoggedCommit[]>>(ANSWERS);
  const known = createLru<string, LoggedCommit>(COMMITS);

  /** Reads commits until `limit` are found that have changes, after `before` where it is given; then lets git go. */
  async function log({ path, before, limit }: CommitsQuery): Promise<readonly LoggedCommit[]> {
    const only = path === undefined ? [] : ["--full-history", "--", `:(literal)${path}`];
    const child = spawnGit(["--git-dir", dir, "log", ...FORMAT, MAIN, ...only]);
    const found: LoggedCommit[] = [];
    let passed = before === undefined;
    try {
      for await (const commit of readCommits(child.stdout)) {
        if (!passed) passed = commit.oid === before;
        else if (commit.changes.length > 0) found.push(commit);
        if (found.length === limit) break;
      }
    } finally {
      child.kill();
    }
    return found;
  }

  return {
    async find(oid) {
      const kept = known.get(oid);
      if (kept) return kept;
      const out = await runGit(["--git-dir", dir, "show", ...FORMAT, "--end-of-options", oid]).catch(() => null);
      if (!out) return null;
      const { value: commit } = await readCommits([out]).next();
      if (!commit || commit.oid !== oid) return null;
      known.set(oid, commit, 1);
      return commit;
    },
    async commits(query) {
      const newest = await head();
      if (newest === null || query.limit < 1) return [];
      const key = JSON.stringify([newest, query.path, query.before, query.limit]);
      const kept = answers.get(key);
      if (kept) return kept;
      const made = log(query);
      answers.set(key, made, 1);
      made.catch(() => answers.drop(key));
      return made;
    },
  };
}

type Fields = readonly [oid: string, parents: string, name: string, email: string, time: string, body: string];

/** Commits one by one, as git writes them. */
async function* readCommits(chunks: AsyncIterable<Buffer> | Iterable<Buffer>): AsyncGenerator<LoggedCommit, undefined> {
  const tokens = splitAtNul(chunks);
  let fields: string[] = [];
  let changes: LoggedCommit["changes"][number][] = [];
  for await (const raw of tokens) {
    if (fields.length < 6) {
      fields.push(raw);
      continue;
    }
    const token = raw.replace(/^\n/, "");
    if (token === "") continue;
    if (token.startsWith(":")) {
      const { value: path } = await tokens.next();
      if (typeof path === "string") changes.push({ path, ...blobsOf(token) });
      continue;
    }
    yield commitOf(fields as unknown as Fields, changes);
    fields = [token];
    changes = [];
  }
  if (fields.length === 6) yield commitOf(fields as unknown as Fields, changes);
  return undefined;
}

async function* splitAtNul(chunks: AsyncIterable<Buffer> | Iterable<Buffer>): AsyncGenerator<string, void> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of chunks) {
    let buffer = Buffer.concat([rest, chunk]);
    for (let end = buffer.indexOf(0); end >= 0; end = buffer.indexOf(0)) {
      yield buffer.toString("utf8", 0, end);
      buffer = buffer.subarray(end + 1);
    }
    rest = buffer;
  }
  if (rest.length > 0) yield rest.toString("utf8");
}

/** `:MODE MODE BEFORE AFTER STATUS`; for a merge one colon, mode and id more for each further parent. */
function blobsOf(entry: string): { before: string | null; after: string | null } {
  const parents = entry.length - entry.replace(/^:+/, "").length;
  const words = entry.slice(parents).split(" ");
  const [before = "", after = ""] = [words[parents + 1], words[parents + 1 + parents]];
  return { before: idOrNull(before), after: idOrNull(after) };
}

function idOrNull(id: string): string | null {
  return /^0*$/.test(id) ? null : id;
}

function commitOf([oid, parents, name, email, time, body]: Fields, changes: LoggedCommit["changes"]): LoggedCommit {
  return {
    oid,
    parents: parents === "" ? [] : parents.split(" "),
    author: { name, email },
    date: Number(time) * 1000,
    ...readMessage(body),
    changes,
  };
}

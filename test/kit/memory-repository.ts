import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { WikiError } from "../../server/errors.ts";
import { hunksBetween } from "../../server/text/diff.ts";
import type {
  BlamedLine,
  Blames,
  Commit,
  Commits,
  Draft,
  FileChange,
  Log,
  Oid,
  Trees,
} from "../../server/wiki/ports.ts";

type Tree = ReadonlyMap<string, Oid>;

export interface MemoryRepository extends Trees, Commits, Log, Blames {
  /** A commit made past the wiki, as by somebody with a shell on the server. */
  foreign(files: Readonly<Record<string, string | null>>): Oid;
  /** The text of a file at the newest commit, or null. */
  text(path: string): string | null;
  /** Called once when the next draft has been made and before its commit is: a race, on purpose. */
  meanwhile(run: () => void): void;
  /** The process that was committing is gone: what it had under way never comes to an end. */
  crash(): void;
}

/** A repository without git, for rules that are to be tried thousands of times. Linear history only. */
export function createMemoryRepository(files: Readonly<Record<string, string>> = {}): MemoryRepository {
  const blobs = new Map<Oid, Uint8Array>();
  const trees = new Map<Oid, Tree>();
  const commits: Commit[] = [];
  let race: (() => void) | null = null;
  let queue: Promise<unknown> = Promise.resolve();
  let process = 0;

  const idOf = (...parts: readonly (string | Uint8Array)[]): Oid => {
    const hash = createHash("sha1");
    for (const part of parts) hash.update(part);
    return hash.digest("hex");
  };
  const newest = (): Commit | undefined => commits[0];

  function store(draft: Draft): Oid | null {
    const parent = newest();
    const tree = new Map(parent ? trees.get(parent.oid) : []);
    const changes: FileChange[] = [];
    for (const [path, bytes] of draft.files) {
      const before = tree.get(path) ?? null;
      const after = bytes && idOf("blob", bytes);
      if (before === after) continue;
      if (bytes && after) {
        blobs.set(after, bytes);
        tree.set(path, after);
      } else tree.delete(path);
      changes.push({ path, before, after });
    }
    if (changes.length === 0) return null;
    const oid = idOf("commit", `${commits.length}`, draft.message, JSON.stringify([...tree]));
    const { author, coAuthors, message, saveId = null } = draft;
    const parents = parent ? [parent.oid] : [];
    commits.unshift({ oid, parents, author, coAuthors, date: commits.length * 1000, message, saveId, changes });
    trees.set(oid, tree);
    return oid;
  }

  function foreign(changed: Readonly<Record<string, string | null>>): Oid {
    const bytes = Object.entries(changed).map(
      ([path, text]) => [path, text === null ? null : new TextEncoder().encode(text)] as const,
    );
    const author = { name: "Shell", email: "shell@example.org" };
    const oid = store({ files: new Map(bytes), author, coAuthors: [], message: "by hand" });
    if (!oid) throw new Error("a commit by hand that changes nothing");
    return oid;
  }

  async function commit(draft: Parameters<Commits["commit"]>[0]): Promise<Oid | null> {
    const mine = process;
    for (;;) {
      const head = newest()?.oid ?? null;
      const made = await draft(head);
      if (process !== mine) return new Promise(() => {});
      race?.();
      race = null;
      if ((newest()?.oid ?? null) !== head) continue;
      return (
        [made ?? []]
          .flat()
          .map(store)
          .findLast((oid) => oid !== null) ?? null
      );
    }
  }

  if (Object.keys(files).length > 0) foreign(files);

  return {
    foreign,
    text(path) {
      const head = newest();
      const blob = head && trees.get(head.oid)?.get(path);
      return blob ? new TextDecoder("utf-8", { ignoreBOM: true }).decode(blobs.get(blob)) : null;
    },
    meanwhile(run) {
      race = run;
    },
    crash() {
      process += 1;
      queue = Promise.resolve();
      race = null;
    },
    head: async () => newest()?.oid ?? null,
    async files(at) {
      const tree = trees.get(at);
      if (!tree) throw new WikiError("not-found", "no such commit");
      return tree;
    },
    async blob(oid) {
      const bytes = blobs.get(oid);
      if (!bytes) throw new WikiError("not-found", "no such blob");
      return bytes;
    },
    resolve: async (name) => commits.find((one) => name.length >= 4 && one.oid.startsWith(name))?.oid ?? null,
    commit(draft) {
      const mine = queue.then(() => commit(draft));
      queue = mine.catch(() => {});
      return mine;
    },
    find: async (oid) => commits.find((one) => one.oid === oid) ?? null,
    async nextOfSave(oid) {
      const saveId = commits.find((one) => one.oid === oid)?.saveId ?? null;
      return commits.find((one) => one.parents[0] === oid && saveId !== null && one.saveId === saveId) ?? null;
    },
    async outlines({ path, before, limit }) {
      const found = await this.commits({ path, limit, ...(before !== undefined && { before }) });
      return found.map((one) => {
        const below = commits.find(({ oid }) => oid === one.parents[0]);
        const isOfOneFile = [one, below].every(
          (commit) => commit?.changes.length === 1 && commit.changes[0]?.path === path,
        );
        return {
          oid: one.oid,
          people: [...new Set([one.author, ...one.coAuthors].map(({ name }) => name))],
          goesOn: one.saveId !== null && one.saveId === below?.saveId && isOfOneFile,
          before: one.changes.find((change) => change.path === path)?.before ?? null,
        };
      });
    },
    async arrivals({ path, before }) {
      const all = await this.outlines({ path, limit: commits.length, ...(before !== undefined && { before }) });
      return all.filter((one) => one.before === null).map(({ oid }) => oid);
    },
    async blame(path, at) {
      let [lines, blamed]: [string[], BlamedLine[]] = [[], []];
      for (const { oid, parents, changes } of commits.slice(commits.findIndex((one) => one.oid === at)).reverse()) {
        const change = changes.find((one) => one.path === path);
        if (!change) continue;
        const previous = change.before && parents[0] ? { commit: parents[0], path } : null;
        const origin = { commit: oid, path, previous, older: false };
        const now = new TextDecoder().decode(blobs.get(change.after ?? "")).match(/[^\n]*\n|[^\n]+$/g) ?? [];
        const next: BlamedLine[] = now.map((_, line) => ({ origin, line: line + 1 }));
        let [old, line] = [0, 0];
        const end = { oldTo: 0, newFrom: now.length, newTo: now.length };
        for (const { oldTo, newFrom, newTo } of [...hunksBetween(lines, now, { left: 1_000_000 }), end]) {
          for (; line < newFrom; line += 1, old += 1) next[line] = blamed[old] ?? assert.fail();
          [old, line] = [oldTo, newTo];
        }
        [lines, blamed] = [now, next];
      }
      return trees.get(at)?.has(path) ? blamed : null;
    },
    asOf: async (time) => commits.find((one) => one.date <= time)?.oid ?? null,
    async between({ from, to, limit }) {
      const [start, end] = [to, from].map((oid) => commits.findIndex((one) => one.oid === oid));
      return commits.slice(start, end === -1 ? undefined : end).slice(0, limit);
    },
    async commits({ path, before, limit }) {
      const from = before === undefined ? 0 : commits.findIndex((one) => one.oid === before) + 1;
      return commits
        .slice(from)
        .filter((one) => path === undefined || one.changes.some((change) => change.path === path))
        .slice(0, limit);
    },
  };
}

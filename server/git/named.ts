import { createGit } from "./process.ts";

/** How long the list is good, ms: a push drops it at once, what somebody does with a shell is seen later. */
const GOOD_MS = 10_000;

/** Commits beside `main` that are known, the newest: a branch of years that was never brought in. */
const MOST_ASIDE = 10_000;

/** The versions that have a name. */
export interface NamedVersions {
  /** Branches but `main`, and tags: name -> commit. A branch comes before a tag of the same name. */
  readonly commits: ReadonlyMap<string, string>;
  /** Tags by the commit that they name. */
  readonly tags: ReadonlyMap<string, readonly string[]>;
}

export interface Named {
  /** A process at most every ten seconds. */
  now(): Promise<NamedVersions>;
  /**
   * The newest commits that a branch or a tag has and `main` has not: commit -> the branch's or tag's name. Read when somebody
   * asks; a process at most every ten seconds.
   */
  aside(): Promise<ReadonlyMap<string, string>>;
  /** There may be others now. */
  changed(): void;
}

/** @param dir the bare repository, absolute. */
export function createNamed(dir: string, gitBinary?: string): Named {
  const git = createGit(dir, gitBinary);
  let kept: { readonly until: number; readonly versions: Promise<NamedVersions> } | null = null;
  let keptAside: { readonly until: number; readonly found: Promise<ReadonlyMap<string, string>> } | null = null;

  async function read(): Promise<NamedVersions> {
    const commits = new Map<string, string>();
    const tags = new Map<string, string[]>();
    const format = "%(objecttype) %(objectname) %(*objecttype) %(*objectname) %(refname)";
    const said = await git.run(["for-each-ref", `--format=${format}`, "refs/heads", "refs/tags"]);
    for (const line of said.toString().split("\n")) {
      const [, oid, kind, name] = /\bcommit (\w{40}) +refs\/(heads|tags)\/(.+)$/.exec(line) ?? [];
      if (!oid || !name || (kind === "heads" && name === "main")) continue;
      if (!commits.has(name)) commits.set(name, oid);
      if (kind === "tags") tags.set(oid, [...(tags.get(oid) ?? []), name]);
    }
    return { commits, tags };
  }

  async function readAside(): Promise<ReadonlyMap<string, string>> {
    const beside = ["--branches", "--tags", "--not", "refs/heads/main"];
    const said = await git.run(["log", "--source", "--format=%H %S", `--max-count=${MOST_ASIDE}`, ...beside]);
    const found = new Map<string, string>();
    for (const line of said.toString().split("\n")) {
      const [, oid, name] = /^(\w{40}) (?:refs\/(?:heads|tags)\/)?(.+)$/.exec(line) ?? [];
      if (oid && name) found.set(oid, name);
    }
    return found;
  }

  return {
    aside() {
      if (keptAside && keptAside.until > Date.now()) return keptAside.found;
      const found = readAside();
      keptAside = { until: Date.now() + GOOD_MS, found };
      found.catch(() => {
        keptAside = null;
      });
      return found;
    },
    now() {
      if (kept && kept.until > Date.now()) return kept.versions;
      const versions = read();
      kept = { until: Date.now() + GOOD_MS, versions };
      // What keeps it from being read is told to who asked; the next one asks again.
      versions.catch(() => {
        kept = null;
      });
      return versions;
    },
    changed() {
      kept = null;
      keptAside = null;
    },
  };
}

import { existsSync } from "node:fs";
import { readdir, readFile, rename, rm } from "node:fs/promises";
import path from "node:path";
import type { Config } from "./config.ts";
import { syncFolder } from "./git/disk.ts";
import { createRepository, initRepository, type Repository } from "./git/repo.ts";
import { applyEdits } from "./text/edit.ts";
import { parseEvent } from "./text/event.ts";
import { messageOf, WIKI } from "./wiki/credits.ts";

/**
 * The wiki's repository: the one that is there, or at the first start a clone or the seed. What is new is made beside
 * and moved into place when it is whole, so a start that was cut short is simply done again.
 *
 * @param derived folder for what can be made again from the repository.
 * @param warn told in one line what was found amiss and mended.
 * @throws WikiError where the clone cannot be made, or what is there is no repository of ours.
 */
export async function openNotes(
  dir: string,
  derived: string,
  config: Pick<Config, "clone" | "seed">,
  warn: (message: string) => void,
): Promise<Repository> {
  if (existsSync(dir)) return createRepository({ dir, derived, warn });
  if (config.clone === null) await plant(config.seed, dir);
  else await initRepository(dir, { clone: config.clone });
  return createRepository({ dir, derived, warn });
}

async function plant(seed: string, dir: string): Promise<void> {
  const beside = `${dir}.new`;
  await rm(beside, { recursive: true, force: true });
  const [first, ...events] = await seedCommits(seed);
  await initRepository(beside, { seed: first.files, author: WIKI, message: first.message });
  const repository = await createRepository({ dir: beside });
  for (const { files, message } of events) {
    await repository.commit(async () => ({ files, author: WIKI, coAuthors: [], message }));
  }
  await repository.close();
  await rename(beside, dir);
  await syncFolder(path.dirname(dir));
}

interface SeedCommit {
  readonly message: string;
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/** Talks from which on an event's notes come in two commits, as they would over two days. */
const LONG_EVENT = 8;

/**
 * The wiki's own pages first, then the events, the oldest first, each as such a page comes to be: the programme, then the
 * notes. So a new wiki has a history worth a look, and every version in it is a page that reads well.
 */
async function seedCommits(seed: string): Promise<[SeedCommit, ...SeedCommit[]]> {
  const entries = await readdir(seed, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(seed, path.join(entry.parentPath, entry.name)).split(path.sep).join("/"))
    .sort();
  const own = new Map<string, Uint8Array>();
  const events: SeedCommit[] = [];
  for (const file of paths) {
    const bytes = await readFile(path.join(seed, file));
    if (isEvent(file)) events.push(...eventCommits(file, bytes.toString("utf8")));
    else own.set(file, bytes);
  }
  return [{ message: "A wiki to begin with", files: own }, ...events];
}

function isEvent(file: string): boolean {
  return /^events\/\d{4}\/\d{2}\/(?!index\.md$)[^/]+\.md$/.test(file);
}

function eventCommits(file: string, text: string): SeedCommit[] {
  const { title, talks } = parseEvent(text);
  const noted = talks.length < LONG_EVENT ? [0] : [0, Math.ceil(talks.length / 2)];
  const versions = [...noted.map((count) => withNotesOf(text, count)), text];
  return versions.map((version, index) => ({
    message: index === 0 ? `${title}: the programme` : messageOf(versions[index - 1] ?? "", version),
    files: new Map([[file, new TextEncoder().encode(version)]]),
  }));
}

/** The page with the notes of its first talks only; of the others it has title and speaker. */
function withNotesOf(text: string, count: number): string {
  const edits = parseEvent(text)
    .talks.slice(count)
    .map((talk) => ({ from: talk.notesFrom, to: talk.to, insert: "" }));
  return applyEdits(text, edits);
}

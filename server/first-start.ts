import { existsSync } from "node:fs";
import { readdir, readFile, rename, rm } from "node:fs/promises";
import path from "node:path";
import type { Config } from "./config.ts";
import { createRepository, initRepository, type Repository } from "./git/repo.ts";
import { messageOf, WIKI } from "./wiki/credits.ts";

/**
 * The wiki's repository: the one that is there, or at the first start a clone or the seed. What is new is made beside
 * and moved into place when it is whole, so a start that was cut short is simply done again.
 *
 * @throws WikiError where the clone cannot be made, or what is there is no repository of ours.
 */
export async function openNotes(dir: string, config: Pick<Config, "clone" | "seed">): Promise<Repository> {
  if (existsSync(dir)) return createRepository({ dir });
  if (config.clone === null) await plant(config.seed, dir);
  else await initRepository(dir, { clone: config.clone });
  return createRepository({ dir });
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
}

interface SeedCommit {
  readonly message: string;
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/** The wiki's own pages first, then one commit for each event, the oldest first: so a new wiki has a history to look at. */
async function seedCommits(seed: string): Promise<[SeedCommit, ...SeedCommit[]]> {
  const names = await readdir(seed, { recursive: true, withFileTypes: true });
  const paths = names
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(seed, path.join(entry.parentPath, entry.name)).split(path.sep).join("/"))
    .sort();
  const files = new Map<string, Uint8Array>();
  for (const file of paths) files.set(file, await readFile(path.join(seed, file)));
  const own = paths.filter((file) => !isEvent(file));
  const events = paths.filter(isEvent).map((event) => {
    const text = files.get(event) ?? new Uint8Array();
    return { message: messageOf("", new TextDecoder().decode(text)), files: only(files, [event]) };
  });
  return [{ message: "A wiki to begin with", files: only(files, own) }, ...events];
}

function isEvent(file: string): boolean {
  return /^events\/\d{4}\/\d{2}\/(?!index\.md$)[^/]+\.md$/.test(file);
}

function only(files: ReadonlyMap<string, Uint8Array>, paths: readonly string[]): Map<string, Uint8Array> {
  return new Map([...files].filter(([file]) => paths.includes(file)));
}

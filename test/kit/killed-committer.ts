/**
 * Commits once to the repository named first, and is killed before the step of the file system that is named second,
 * counted from 0: an open, a rename, a folder made. Prints the commit where it comes to its end.
 */
import fsPromises from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";

const [dir = "", killedAt = ""] = process.argv.slice(2);
let step = 0;
let armed = false;

function counted<Args extends unknown[], Result>(run: (...args: Args) => Result): (...args: Args) => Result {
  return (...args) => {
    if (armed && step++ === Number(killedAt)) process.kill(process.pid, "SIGKILL");
    return run(...args);
  };
}

for (const name of ["open", "rename", "mkdir"] as const) {
  Object.assign(fsPromises, { [name]: counted(fsPromises[name] as (...args: unknown[]) => unknown) });
}
syncBuiltinESMExports();

const { createRepository } = await import("../../server/git/repo.ts");
const repository = await createRepository({ dir, warn: () => {} });
await repository.indexed();
const files = new Map([[`events/${killedAt}.md`, new TextEncoder().encode(`killed at ${killedAt}\n`)]]);
const author = { name: "Committer", email: "committer@example.org" };
armed = true;
const oid = await repository.commit(async () => ({ files, author, coAuthors: [], message: "a save" }));
armed = false;
process.stdout.write(`${oid}\n`);
await repository.close();

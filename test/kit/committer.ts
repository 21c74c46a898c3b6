/**
 * Commits to the repository named first until it is killed, and prints each commit it was told of. Upkeep comes after as
 * many commits as are named second, if any.
 */
import { createRepository } from "../../server/git/repo.ts";

const [dir = "", upkeepEvery] = process.argv.slice(2);
const repository = await createRepository({ dir, ...(upkeepEvery && { upkeepEvery: Number(upkeepEvery) }) });
const author = { name: "Committer", email: "committer@example.org" };

for (let count = 0; ; count += 1) {
  const files = new Map([[`events/${process.pid}.md`, new TextEncoder().encode(`${count}\n`)]]);
  const oid = await repository.commit(async () => ({ files, author, coAuthors: [], message: `save ${count}` }));
  process.stdout.write(`${oid}\n`);
}

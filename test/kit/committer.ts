/** Commits to the repository named on the command line until it is killed, and prints each commit it was told of. */
import { createRepository } from "../../server/git/repo.ts";

const repository = await createRepository({ dir: process.argv[2] ?? "" });
const author = { name: "Committer", email: "committer@example.org" };

for (let count = 0; ; count += 1) {
  const files = new Map([[`events/${process.pid}.md`, new TextEncoder().encode(`${count}\n`)]]);
  const oid = await repository.commit(async () => ({ files, author, coAuthors: [], message: `save ${count}` }));
  process.stdout.write(`${oid}\n`);
}

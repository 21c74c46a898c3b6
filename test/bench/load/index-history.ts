/** Opens the repository named first, without an index at hand, and waits until its history is indexed. */
import { createRepository } from "../../../server/git/repo.ts";

const [dir = "", derived] = process.argv.slice(2);
const repository = await createRepository({ dir, ...(derived !== undefined && { derived }), warn: () => {} });
await repository.indexed();
await repository.close();

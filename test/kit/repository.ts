import path from "node:path";
import { createRepository, initRepository, type Repository } from "../../server/git/repo.ts";
import { temporaryFolder } from "./folder.ts";

export interface TestRepository {
  readonly dir: string;
  readonly repository: Repository;
  close(): Promise<void>;
}

/** A real bare repository in a folder of its own, begun with `files`. */
export async function makeRepository(files: Readonly<Record<string, string>>): Promise<TestRepository> {
  const folder = await temporaryFolder();
  const dir = path.join(folder.path, "notes.git");
  const seed = new Map(Object.entries(files).map(([file, text]) => [file, new TextEncoder().encode(text)]));
  await initRepository(dir, { seed, author: { name: "Seeder", email: "seeder@example.org" }, message: "Begin" });
  const repository = await createRepository({ dir });
  return {
    dir,
    repository,
    async close() {
      await repository.close();
      await folder.remove();
    },
  };
}

import { repositoryConformance } from "../conformance/repository.ts";
import { createMemoryRepository } from "../kit/memory-repository.ts";
import { makeRepository } from "../kit/repository.ts";

const files = { "a.md": "a\n", "events/b.md": "b\n" };

repositoryConformance("the memory repository", async () => ({
  repository: createMemoryRepository(files),
  close: async () => {},
}));
repositoryConformance("the git repository", () => makeRepository(files));

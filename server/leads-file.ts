import { rename, writeFile } from "node:fs/promises";
import { readIfThere } from "./folder-lock.ts";
import type { KeptLead } from "./wiki/presenting.ts";

/** Who leads which deck, written down for the next process. */
export interface LeadsFile {
  /** As the last process left it; none where that cannot be read. */
  readonly kept: readonly KeptLead[];
  /** Writes this next: one writing at a time, of what comes meanwhile the last. A disk that refuses is let be. */
  keep(leads: readonly KeptLead[]): void;
  /** Resolves when the last is written. */
  close(): Promise<void>;
}

export async function openLeadsFile(file: string): Promise<LeadsFile> {
  let next: readonly KeptLead[] | null = null;
  let writing: Promise<void> | null = null;

  async function write(): Promise<void> {
    while (next !== null) {
      const content = JSON.stringify(next);
      next = null;
      await replace(file, content).catch(() => {});
    }
    writing = null;
  }

  return {
    kept: leadsIn((await readIfThere(file)) ?? "[]"),
    keep(leads) {
      next = leads;
      writing ??= write();
    },
    async close() {
      await writing;
    },
  };
}

/** Written by us, so what is a list has the shape; a file that is damaged is none, and keeps nobody from starting. */
function leadsIn(content: string): readonly KeptLead[] {
  try {
    const leads: unknown = JSON.parse(content);
    return Array.isArray(leads) ? leads : [];
  } catch {
    return [];
  }
}

/** Not flushed: after a power cut nobody leads. */
async function replace(file: string, content: string): Promise<void> {
  const beside = `${file}.new`;
  await writeFile(beside, content, { mode: 0o600 });
  await rename(beside, file);
}

import { readIfThere } from "./folder-lock.ts";
import { replaceFile } from "./kept-file.ts";
import type { MirrorMemory } from "./wiki/mirror-ports.ts";

/** What is known of the remote, written down for the next process. */
export interface RemoteFile {
  readonly memory: MirrorMemory;
  /** The commit that the remote's `main` was at when last it was in step; null for never. */
  seen(): string | null;
  /** Resolves when it is on disk. */
  keepSeen(oid: string): Promise<void>;
  /** Writes this next, of what comes meanwhile the last. A disk that refuses is let be. */
  keepMemory(memory: MirrorMemory): void;
  /** Resolves when the last is written. */
  close(): Promise<void>;
}

interface Content extends MirrorMemory {
  readonly address: string;
  readonly seen: string | null;
}

/** @param address without a password: what was kept of another one does not count. */
export async function openRemoteFile(file: string, address: string): Promise<RemoteFile> {
  let content = contentIn(await readIfThere(file), address);
  let last: Promise<void> = Promise.resolve();

  function write(): Promise<void> {
    last = last.catch(() => {}).then(() => replaceFile(file, `${JSON.stringify(content, null, 2)}\n`));
    return last;
  }

  const { fetched, pushed, merges } = content;
  return {
    memory: { fetched, pushed, merges },
    seen: () => content.seen,
    async keepSeen(oid) {
      if (content.seen === oid) return;
      content = { ...content, seen: oid };
      await write();
    },
    keepMemory(memory) {
      content = { ...content, ...memory };
      write().catch(() => {});
    },
    close: () => last.catch(() => {}),
  };
}

/** Written by us, so what names this address has the shape; a file that is damaged is none. */
function contentIn(written: string | null, address: string): Content {
  const nothing: Content = { address, seen: null, fetched: null, pushed: null, merges: [] };
  try {
    const read = JSON.parse(written ?? "null") as Content | null;
    return read?.address === address ? { ...nothing, ...read } : nothing;
  } catch {
    return nothing;
  }
}

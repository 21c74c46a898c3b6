import { pageFileAt } from "./page-file.ts";
import type { LiveDocs, Trees } from "./ports.ts";
import type { Saver } from "./saver.ts";
import type { Turns } from "./turns.ts";

/**
 * After a crash: commits every page whose log holds text that no commit has. Pages are saved one by one; one that
 * cannot be saved stays in the log, is told to `trouble`, and does not stop the others.
 *
 * @returns the paths that were committed.
 */
export async function recover(
  ports: {
    readonly docs: LiveDocs;
    readonly trees: Trees;
    readonly turns: Turns;
    readonly saver: Saver;
  },
  trouble: (path: string, cause: unknown) => void,
): Promise<string[]> {
  const committed: string[] = [];
  for (const path of ports.docs.unsettled()) {
    try {
      await ports.turns.take(path, async () => {
        const head = await ports.trees.head();
        if (!head) return;
        const file = await pageFileAt(ports.trees, head, path);
        const { id } = await ports.docs.identify(path, { text: file?.text ?? "", commit: head });
        const lease = await ports.docs.open(id);
        try {
          if (await ports.saver.commit(lease.room, null)) committed.push(path);
        } finally {
          lease.release();
        }
      });
    } catch (cause) {
      trouble(path, cause);
    }
  }
  return committed;
}

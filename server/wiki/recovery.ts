import type { Holding } from "./holding.ts";
import type { LiveDocs } from "./live-ports.ts";
import type { Saver } from "./saver.ts";

/**
 * After a crash: commits every page whose log holds text that no commit has. Pages are saved one by one; one that
 * cannot be saved stays in the log, is told to `trouble`, and does not stop the others. So does a page that was deleted:
 * its text is kept for whoever brings it back.
 *
 * @returns the paths that were committed.
 */
export async function recover(
  ports: { readonly docs: LiveDocs; readonly holding: Holding; readonly saver: Saver },
  trouble: (path: string, cause: unknown) => void,
): Promise<string[]> {
  const committed: string[] = [];
  for (const path of ports.docs.unsettled()) {
    const doc = ports.docs.find(path);
    if (!doc) continue;
    try {
      await ports.holding.held(doc.id, async (room) => {
        if (await ports.saver.commit(room, null)) committed.push(room.identity.path);
      });
    } catch (cause) {
      trouble(path, cause);
    }
  }
  return committed;
}

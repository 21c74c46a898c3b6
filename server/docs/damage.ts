import { WikiError } from "../errors.ts";
import type { DocIdentity } from "./update-log.ts";

/** Documents whose stored bytes cannot be read: left as they are, closed to writing, and no concern of the others. */
export interface DamageList {
  /** What to throw when reading a document threw `cause`. Bytes that do not decode become `damaged`, and are remembered. */
  blame(identity: DocIdentity | null, cause: unknown): unknown;
  /** Throws `damaged` for a document that could not be read. Mending one takes a restart: the file is ours until then. */
  check(id: string): void;
}

export function createDamageList(): DamageList {
  const known = new Map<string, WikiError>();
  return {
    blame(identity, cause) {
      if (cause instanceof WikiError || !identity) return cause;
      const reason = cause instanceof Error ? cause.message : String(cause);
      const message = `What is kept of this page's live text cannot be read (${reason}). It can be shown and not edited until whoever runs the wiki has mended it.`;
      const damage = new WikiError("damaged", message, { path: identity.path });
      damage.cause = cause;
      known.set(identity.id, damage);
      return damage;
    },
    check(id) {
      const damage = known.get(id);
      if (damage) throw damage;
    },
  };
}

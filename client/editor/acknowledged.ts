/**
 * Which of this window's changes are on the server's disk. Changes are counted; the count is asked about over the
 * socket, and the server's echo means that all up to it is durable. Pure.
 */
export interface Acknowledged {
  /** Text of this window's that is not known to be on the server's disk. */
  readonly pending: boolean;
  /** A change was made here (or found here from an earlier visit). */
  changed(): void;
  /** The count to ask about now. Null where all is known, or an answer is still out. */
  ask(): number | null;
  /** The server's echo of a count. */
  answered(count: number): void;
  /** The connection is gone: an answer still out will not come. */
  hangUp(): void;
}

export function createAcknowledged(): Acknowledged {
  let made = 0;
  let durable = 0;
  let asked: number | null = null;
  return {
    get pending() {
      return made > durable;
    },
    changed() {
      made++;
    },
    ask() {
      if (asked !== null || made === durable) return null;
      asked = made;
      return made;
    },
    answered(count) {
      if (count !== asked) return;
      asked = null;
      durable = count;
    },
    hangUp() {
      asked = null;
    },
  };
}

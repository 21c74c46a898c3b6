/** A client's clocks from `from` up to, not including, `to`. */
interface Claim {
  from: number;
  to: number;
  readonly step: number;
}

/** Which step each character of a document belongs to: the first that claimed it. A character is a client and a clock. */
export interface Claims {
  /** What is claimed already stays with who claimed it. Costs little where clocks are claimed in runs, up or down. */
  claim(client: number, from: number, to: number, step: number): void;
  /** The step that `clock` belongs to, null for none, and how far that holds: at most up to `end`. */
  at(client: number, clock: number, end: number): { readonly step: number | null; readonly to: number };
}

export function createClaims(): Claims {
  const clients = new Map<number, Claim[]>();

  function listOf(client: number): Claim[] {
    const list = clients.get(client) ?? [];
    if (list.length === 0) clients.set(client, list);
    return list;
  }

  return {
    claim(client, from, to, step) {
      const list = listOf(client);
      for (let next = from; next < to; ) {
        const index = firstEndingAfter(list, next);
        const there = list[index];
        if (there && there.from <= next) {
          next = there.to;
          continue;
        }
        const end = Math.min(to, there?.from ?? to);
        put(list, index, { from: next, to: end, step });
        next = end;
      }
    },
    at(client, clock, end) {
      const list = clients.get(client) ?? [];
      const there = list[firstEndingAfter(list, clock)];
      if (!there || there.from >= end) return { step: null, to: end };
      if (there.from > clock) return { step: null, to: there.from };
      return { step: there.step, to: Math.min(there.to, end) };
    },
  };
}

/** Joined to the neighbour of the same step where they touch: typing is one claim, and so is backspacing. */
function put(list: Claim[], index: number, claim: Claim): void {
  const before = list[index - 1];
  const after = list[index];
  if (before?.step === claim.step && before.to === claim.from) before.to = claim.to;
  else if (after?.step === claim.step && after.from === claim.to) after.from = claim.from;
  else list.splice(index, 0, claim);
}

/** The index of the first claim that ends after `clock`; the list's length for none. */
function firstEndingAfter(list: readonly Claim[], clock: number): number {
  let low = 0;
  let high = list.length;
  if ((list.at(-1)?.to ?? 0) <= clock) return high;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((list[middle]?.to ?? 0) > clock) high = middle;
    else low = middle + 1;
  }
  return low;
}

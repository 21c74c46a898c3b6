import type { Holding } from "./holding.ts";
import type { LiveDocs } from "./live-ports.ts";
import type { Clock } from "./ports.ts";
import { recover } from "./recovery.ts";
import type { Saver } from "./saver.ts";
import type { Watch } from "./watch.ts";

/** After a pusher was shown the refs, this long what is typed goes into no commit by itself, ms: time to fetch and push. */
const SHOWN_MS = 15_000;

/** Once the push is here, this long at most until it is in, ms. */
const HERE_MS = 30_000;

/**
 * What the wiki does about somebody who pushes; see decision 44. Everything that is typed is committed before the refs are
 * shown, and for a short while after that nothing is committed by itself: else a room full of typists would be ahead of every
 * push.
 */
export interface Pushing {
  /** Call it before the refs are shown. Who asks again while it is quiet is shown what was fetched meanwhile. */
  showing(): Promise<void>;
  /** Call it when the push is here: what is typed is committed now, unless the pusher was shown the refs just before. */
  arrived(): Promise<void>;
  /** Call it when the push is in, or was refused: open rooms are brought in line at once, and saves are made again. */
  ended(): Promise<void>;
}

export function createPushing(ports: {
  readonly docs: LiveDocs;
  readonly holding: Holding;
  readonly saver: Saver;
  readonly watch: Watch;
  readonly clock: Clock;
  /** Hears why a page could not be committed: it holds up no push. */
  readonly trouble: (path: string, cause: unknown) => void;
}): Pushing {
  const { clock, saver } = ports;
  let quietUntil = 0;
  let settling: Promise<unknown> | null = null;

  /** Who comes while it is done for somebody else may have typed too late for that: it is done once more, for all of them. */
  async function settle(): Promise<void> {
    await settling;
    settling ??= recover(ports, ports.trouble).finally(() => {
      settling = null;
    });
    await settling;
  }

  function hush(ms: number): void {
    quietUntil = Math.max(quietUntil, clock.now() + ms);
    saver.hush(quietUntil);
  }

  return {
    async showing() {
      if (clock.now() < quietUntil) return;
      await settle();
      hush(SHOWN_MS);
    },
    async arrived() {
      if (clock.now() >= quietUntil) await settle();
      hush(HERE_MS);
    },
    async ended() {
      quietUntil = 0;
      saver.hush(0);
      await ports.watch.look();
    },
  };
}

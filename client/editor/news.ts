/** What the server tells of the page while it is open: commits, changes from outside, its disk. */

/** Facts of one event, as the server wrote them. */
export type Facts = Readonly<Record<string, unknown>>;

export interface WikiNews {
  /** From now on the news of the page at another address. */
  follow(address: string): void;
  /** Calls back with the facts of every event of this kind. */
  on(kind: string, listener: (facts: Facts) => void): void;
}

/** Listens for as long as the window is open. The browser calls again by itself when the line was down; what happened in between is not told. */
export function followWiki(address: string): WikiNews {
  const listening: (readonly [kind: string, heard: (event: MessageEvent<string>) => void])[] = [];
  let events = new EventSource(address);
  return {
    follow(another) {
      events.close();
      events = new EventSource(another);
      for (const [kind, heard] of listening) events.addEventListener(kind, heard);
    },
    on(kind, listener) {
      const heard = ({ data }: MessageEvent<string>): void => listener(JSON.parse(data) as Facts);
      listening.push([kind, heard]);
      events.addEventListener(kind, heard);
    },
  };
}

import type { Readable, Writable } from "node:stream";
import type { Logger } from "pino";
import type { Pictures } from "../pictures/pictures.ts";
import type { Presenting } from "../wiki/presenting.ts";
import type { Wiki } from "../wiki/wiki.ts";

/** One exchange with `git upload-pack`. */
export interface GitExchange {
  /** True for the advertisement of refs, false for the negotiation and the pack. */
  readonly advertise: boolean;
  /** The `Git-Protocol` header as it came. */
  readonly protocol: string | undefined;
  readonly input: Readable;
  /** The body is gzipped. */
  readonly gzip: boolean;
  readonly output: Writable;
  /** Aborted when the client goes away. */
  readonly signal: AbortSignal;
}

export interface GitDoor {
  /** Streams the answer into `output`, and ends it. Throws `busy` where the queue is full, `bad-request` for a broken body. */
  upload(exchange: GitExchange): Promise<void>;
  /** The body of an advertisement that makes a pushing git print `reason` and stop. */
  pushRefusal(reason: string): Uint8Array;
}

/** What the routers are given. Plain values and ports: made in `server.ts`. */
export interface HttpDeps {
  readonly wiki: Wiki;
  readonly git: GitDoor;
  readonly presenting: Presenting;
  /** Absolute path of the folder that `npm run build` fills: `client/` and `views.js` in it. */
  readonly built: string;
  readonly sessions: {
    /** Signs the cookies; kept in the data folder. */
    readonly secret: string;
    /** The next guest's number, never given twice. */
    guestNumber(): Promise<number>;
  };
  readonly log: Logger;
  /** Largest text a save may carry, in bytes. */
  readonly maxTextBytes: number;
  readonly pictures: Pictures;
  /** Largest picture somebody may send, in bytes. */
  readonly maxPictureBytes: number;
}

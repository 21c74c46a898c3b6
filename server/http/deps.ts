import type { Socket } from "node:net";
import type { Writable } from "node:stream";
import type { Logger } from "pino";
import type { Pictures } from "../pictures/pictures.ts";
import type { RemoteState } from "../wiki/mirror-ports.ts";
import type { Presenting } from "../wiki/presenting.ts";
import type { Wiki } from "../wiki/wiki.ts";
import type { Metric } from "./exposition.ts";
import type { BodyExchange } from "./git-exchange.ts";

/** One exchange with `git upload-pack`. */
export interface GitExchange extends BodyExchange {
  /** True for the advertisement of refs, false for the negotiation and the pack. */
  readonly advertise: boolean;
  /** The `Git-Protocol` header as it came. */
  readonly protocol: string | undefined;
  /** Sends the answer's head, and gives the connection for what follows it; null where that cannot be. */
  readonly straight: () => Promise<Socket | null>;
}

export interface GitDoor {
  /** Streams the answer into `output`, and ends it. Throws `busy` where the queue is full, `bad-request` for a broken body. */
  upload(exchange: GitExchange): Promise<void>;
}

/** What becomes of `git push`. */
export interface PushDoor {
  readonly mode: "open" | "token" | "off";
  /** Whose token it is; null for what is none. */
  nameOf(token: string): Promise<string | null>;
  /** The list of refs, once all that is typed is committed. */
  advertisement(): Promise<Uint8Array>;
  /** Writes the answer, and ends the output. Throws `busy`, `bad-request`, `too-large`, `cannot-write`. */
  receive(exchange: BodyExchange): Promise<void>;
}

/** The repository that the wiki's is kept in step with. */
export interface RemoteDoor {
  state(): Promise<RemoteState>;
  /** Has it looked at soon. Resolves when that is done. */
  look(): Promise<void>;
}

/** The versions that have a name, as they are now. */
export type NamedNow = () => Promise<{
  /** Branches but `main`, and tags: name -> commit. */
  readonly commits: ReadonlyMap<string, string>;
  /** Tags by the commit that they name. */
  readonly tags: ReadonlyMap<string, readonly string[]>;
}>;

/** The wiki at one commit, as an archive to take away. */
export interface ArchiveOrder {
  /** A commit's full id. */
  readonly commit: string;
  readonly format: "zip" | "tar.gz";
  /** The folder that all of it is in, in the archive; ends with a slash. */
  readonly prefix: string;
  /** Files and folders that go in; all where it is empty. */
  readonly paths: readonly string[];
  readonly output: Writable;
  /** Aborted when the client goes away. */
  readonly signal: AbortSignal;
}

export interface ArchiveDoor {
  /** The paths of the files right in a folder, "" for the root. */
  filesIn(commit: string, folder: string): Promise<readonly string[]>;
  /** Streams the archive, and ends the output. Throws `busy` where the queue is full, `not-found` where a path is not there. */
  pack(order: ArchiveOrder): Promise<void>;
}

/** What the routers are given. Plain values and ports: made in `server.ts`. */
export interface HttpDeps {
  readonly wiki: Wiki;
  readonly git: GitDoor;
  readonly archives: ArchiveDoor;
  readonly push: PushDoor;
  /** Null where there is none. */
  readonly remote: RemoteDoor | null;
  readonly named: NamedNow;
  /** Commits that a branch or a tag has and the notes have not: commit -> its name. */
  readonly aside: () => Promise<ReadonlyMap<string, string>>;
  /** The figures of all parts but this one, for operators. */
  readonly vitals: () => Promise<readonly Metric[]>;
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

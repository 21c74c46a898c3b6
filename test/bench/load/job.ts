/** What the load is told to do to a server, and what it answers. JSON between two processes. */
export type Job = TypingJob | StormJob | JoinsJob | LimitJob | VisitsJob;

interface Target {
  /** The server's process, whose CPU is read. */
  readonly pid: number;
  /** Addresses of rooms, `ws://…`, each of a document that nobody has written in. */
  readonly rooms: readonly string[];
  /** What people come with; none where the server asks for nothing. */
  readonly cookies: readonly string[];
}

/** People type in rooms, at a steady pace. */
export interface TypingJob extends Target {
  readonly kind: "typing";
  /** In each room. */
  readonly clients: number;
  readonly writers: number;
  /** Of each writer. */
  readonly editsASecond: number;
  /** Everybody has an awareness state and keeps it fresh; a writer's cursor goes with each edit. */
  readonly aware: boolean;
  readonly seconds: number;
}

/** Many come into one document with a history, evenly over a short time. */
export interface StormJob extends Target {
  readonly kind: "storm";
  readonly joins: number;
  readonly spreadMs: number;
  /** A file with the document as a Yjs update. */
  readonly history: string;
}

/** One after the other comes into a large document, while somebody is there. */
export interface JoinsJob extends Target {
  readonly kind: "joins";
  readonly joins: number;
  readonly history: string;
}

/** The most edits a second, everybody writing in one room. Each try takes another of `rooms`. */
export interface LimitJob extends Target {
  readonly kind: "limit";
  readonly clients: number;
  /** How many look into what they get. */
  readonly readers: number;
  readonly p99Ms: number;
  readonly seconds: number;
}

/** Every room gets the document and is left again. */
export interface VisitsJob extends Target {
  readonly kind: "visits";
  readonly history: string;
}

export interface Outcome {
  readonly figures: Readonly<Record<string, number>>;
  /** What a reader of the figures should know: edits that did not come, lines that were cut, a load too busy. */
  readonly remarks: readonly string[];
}

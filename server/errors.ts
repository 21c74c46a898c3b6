/**
 * Why the wiki says no. A closed union: only the doors (`http/`, `live/`) turn a code into a status or a close code,
 * and whatever is not a `WikiError` is a bug, logged and answered as 500.
 */
export type WikiErrorCode =
  /** The address is no page or file address at all: `..`, `.git`, an empty segment, a control character. */
  | "bad-path"
  /** Well-formed, and nothing is there. */
  | "not-found"
  /** Something is there already. */
  | "exists"
  /** The request cannot be read as what it should be; `data.field` names the part. */
  | "bad-request"
  /** A save names a base commit this page never had: nothing can be merged, both texts are kept for the writer. */
  | "unknown-base"
  /** The file is not UTF-8 text: shown, never edited. */
  | "not-text"
  /** What was sent is no picture of the kinds that are kept, or a damaged one. */
  | "not-picture"
  /** Larger than `data.limit` bytes. */
  | "too-large"
  /** The disk refused a write. Reads go on. */
  | "cannot-write"
  /** What is kept of the page's live text cannot be read, or does not fit its history: nobody writes there until it is mended. */
  | "damaged"
  /** Written from a page of another site. */
  | "foreign-origin"
  /** Too much at once; `data.retryAfter` in seconds. */
  | "busy"
  /** Known, and not offered here; the message says what to do instead. */
  | "refused";

export interface WikiErrorData {
  readonly field?: string;
  readonly limit?: number;
  readonly path?: string;
  readonly retryAfter?: number;
}

export class WikiError extends Error {
  readonly code: WikiErrorCode;
  readonly data: WikiErrorData;

  /** @param message one line a stranger may read: no stack, no path of this machine. */
  constructor(code: WikiErrorCode, message: string, data: WikiErrorData = {}) {
    super(message);
    this.name = "WikiError";
    this.code = code;
    this.data = data;
  }
}

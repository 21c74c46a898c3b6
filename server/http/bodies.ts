import { z } from "zod";
import { WikiError } from "../errors.ts";

/** A page's whole text as somebody sends it: any line ends, at most what the wiki keeps. */
const text = z
  .string()
  .refine((value) => !/[\0\p{Surrogate}]/u.test(value), "holds a NUL or half a character")
  .describe("The page's whole text");

const base = z
  .string()
  .regex(/^[0-9a-f]{40}$/, "is no commit's full id")
  .describe("The commit whose text this one was started from");

const message = z.string().max(2000).default("").describe("The commit's message; left out, the wiki writes one");

/** `PUT /-/api/v1/pages/PATH` and the form of `POST /-/edit/PATH`. */
export const submission = z.object({ text, base, message });

/** `POST /-/save/PATH`. */
export const saving = z.object({ message });

/**
 * `POST /-/preview/PATH`: the page's whole text, and which talk of it to show; null for all of it. With `at`, an offset
 * of the text, the slide there.
 */
export const preview = z.object({
  text,
  talk: z.string().nullable().default(null),
  at: z.number().int().min(0).nullable().default(null),
});

/** `POST /-/move/PATH`. */
export const moving = z.object({ to: z.string().trim().min(1, "is missing").max(1024) });

/** `POST /-/restore/PATH`: "" brings a deleted page back as it was last. */
export const restoring = z.object({ rev: z.string().trim().max(40).default("") });

/** `POST /-/undo/PATH`: a commit of the save. */
export const undoing = z.object({ commit: z.string().trim().min(1, "is missing").max(40) });

const line = z
  .string()
  .max(200)
  .transform((value) => value.replaceAll(/\s+/g, " ").trim());

/** `POST /-/new`. A path left empty is made of title and date. */
export const newEvent = z.object({
  title: line.pipe(z.string().min(1, "is missing")),
  path: z.string().trim().max(1024).default(""),
  date: line.default(""),
  talk: line.default(""),
  speaker: line.default(""),
});

/** A request's body as `schema` reads it. Throws `bad-request`, which names the first part that is wrong. */
export function bodyOf<T>(schema: z.ZodType<T>, body: unknown): T {
  const read = schema.safeParse(body ?? {});
  if (read.success) return read.data;
  const issue = read.error.issues[0];
  const field = issue?.path.join(".") || "body";
  const fault = issue?.code === "invalid_type" ? "is missing or of the wrong kind" : (issue?.message ?? "is wrong");
  throw new WikiError("bad-request", `${field}: ${fault}`, { field });
}

/** Reads a form's fields as typed, whatever they hold; "" for one that is not there. */
export function typedIn(body: unknown): (field: string) => string {
  const fields: Readonly<Record<string, unknown>> = typeof body === "object" && body !== null ? { ...body } : {};
  return (field) => {
    const value = fields[field];
    return typeof value === "string" ? value : "";
  };
}

/** Throws `too-large` for a text over `limit` bytes of UTF-8. */
export function checkSize(value: string, limit: number): void {
  if (Buffer.byteLength(value) <= limit) return;
  throw new WikiError("too-large", `a page holds at most ${Math.floor(limit / 1024)} KB of text`, { limit });
}

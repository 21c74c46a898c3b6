import { type RequestHandler, Router } from "express";
import multer from "multer";
import type { z } from "zod";
import { WikiError } from "../errors.ts";
import { pagePathOf } from "./address.ts";
import type { uploaded } from "./api-schemas.ts";
import type { HttpDeps } from "./deps.ts";
import { writerOf } from "./viewer.ts";

/** Characters of a picture's name that its description is made of. */
const LONGEST_NAME = 100;

/**
 * `POST /-/upload/PATH` (multipart, one `file`) -> 201 `{ path, markdown }`: a picture is kept beside the page, in a commit of the
 * sender's. The markdown is what the page's text takes to show it; the text itself is left alone.
 */
export function uploadRouter({ wiki, pictures, maxPictureBytes }: HttpDeps): Router {
  const router = Router({ caseSensitive: true, strict: true });
  const receive = receiving(maxPictureBytes);

  const pageMustBe: RequestHandler = async (req, _res, next) => {
    const path = pagePathOf(req, "/-/upload/");
    if ((await wiki.page(path)) === null)
      throw new WikiError("not-found", "there is no page to add a picture to", { path });
    next();
  };

  router.post("/-/upload/*page", pageMustBe, receive, async (req, res) => {
    const page = pagePathOf(req, "/-/upload/");
    const { file } = req;
    if (file === undefined) throw new WikiError("bad-request", "file: is missing", { field: "file" });
    const { bytes, oid, ending } = await pictures.takeIn(file.buffer);
    const name = stemOf(file.originalname);
    const { person } = await writerOf(req);
    const added = await wiki.addPicture(page, { name, ending, bytes, oid, by: person });
    const told: z.infer<typeof uploaded> = { path: added.path, markdown: markdownOf(name, added.file) };
    res
      .status(201)
      .set("Cache-Control", "no-store")
      .location(encodeURI(`/${added.path}`))
      .json(told);
  });

  return router;
}

/** Reads the one file of a form into memory, and refuses in the wiki's own words what is larger or malformed. */
function receiving(maxBytes: number): RequestHandler {
  const read = multer({
    storage: multer.memoryStorage(),
    limits: { fileSize: maxBytes, files: 1, fields: 4, parts: 5, fieldSize: 1024, headerPairs: 20 },
    defParamCharset: "utf8",
  }).single("file");
  return (req, res, next) => {
    if (Number(req.headers["content-length"]) > maxBytes + formSlack) return next(tooLarge(maxBytes));
    read(req, res, (cause: unknown) => next(cause == null ? undefined : refusalOf(cause, maxBytes)));
  };
}

/** What the form's own lines take beside the file, bytes. */
const formSlack = 64 * 1024;

function tooLarge(limit: number): WikiError {
  return new WikiError("too-large", `a picture has at most ${Math.floor(limit / 1024 / 1024)} MB`, { limit });
}

function refusalOf(cause: unknown, maxBytes: number): WikiError {
  const code = cause instanceof multer.MulterError ? cause.code : null;
  if (code === "LIMIT_FILE_SIZE") return tooLarge(maxBytes);
  const reason =
    code === "LIMIT_UNEXPECTED_FILE" || code === "LIMIT_FILE_COUNT"
      ? "one picture is taken at a time, as the part named file"
      : "the form cannot be read";
  const refusal = new WikiError("bad-request", reason, { field: "file" });
  refusal.cause = cause;
  return refusal;
}

/** What a file was called where it comes from, without folders and ending. Only words are made of it, never a path. */
function stemOf(original: string): string {
  const name = original.split(/[/\\]/).at(-1) ?? "";
  const words = name.replace(/\.[^.]*$/, "").replace(/[\p{C}\p{Z}]+/gu, " ");
  return [...words.trim()].slice(0, LONGEST_NAME).join("");
}

/** The description is the file's name until somebody writes a better one. */
function markdownOf(name: string, file: string): string {
  const words = name.replace(/[^\p{L}\p{M}\p{N}]+/gu, " ").trim();
  return `![${words || "picture"}](${file})`;
}

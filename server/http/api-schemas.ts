import { z } from "zod";

/** What the JSON API answers with: the schemas its description is made of and its tests check answers by. */

const oid = z
  .string()
  .regex(/^[0-9a-f]{40}$/)
  .describe("A commit's full id");
const path = z.string().describe('The file in the repository, "events/2016/06/dockercon16.md"');
const title = z.string().describe("The page's first heading");
const date = z.string().nullable().describe("The page's first date line as written; null where it has none");

/** `GET pages` */
export const pageList = z
  .object({ pages: z.array(z.object({ path, title, date }).strict()).describe("In the order of their paths") })
  .strict();

const speaker = z
  .object({
    name: z.string().nullable(),
    handle: z.string().nullable().describe('With its "@"'),
    site: z.string().nullable(),
  })
  .strict();

const offset = z.int().nonnegative().describe("Offset into `text`, in UTF-16 code units");

const talk = z
  .object({
    slug: z.string().describe("The talk's name in addresses, unique in its page"),
    title: z.string(),
    speakers: z.array(speaker),
    from: offset,
    to: offset,
  })
  .strict();

/** `GET pages/PATH` */
export const pageDetail = z
  .object({
    path,
    title,
    date,
    talks: z.array(talk).describe("In page order"),
    commit: oid.describe("The newest commit: the `base` of a change made to `text`"),
    room: z
      .string()
      .nullable()
      .describe("The page's room for the live door, /-/live/ROOM; null where the page cannot be edited"),
    text: z.string().describe("The page at `commit`, with LF line ends and no byte order mark"),
  })
  .strict();

/** `PUT pages/PATH` */
export const saved = z.object({ commit: oid }).strict();

/** `POST /-/rescue/ROOM` */
export const rescued = z.object({ path, room: z.string().describe("The page's room now: where the text is") }).strict();

/** `POST /-/move/PATH`, `/-/delete/PATH`, `/-/restore/PATH` */
export const relocated = z.object({ path, commit: oid }).strict();

/** `POST /-/upload/PATH` */
export const uploaded = z
  .object({
    path: z.string().describe('The picture\'s file in the repository, "events/2016/06/stage.jpg"'),
    markdown: z.string().describe("What the page's text takes to show it"),
  })
  .strict();

/** `POST /-/present/PATH`, and the event `slide`. */
export const lead = z
  .object({
    path: z.string(),
    commit: z.null(),
    session: z.string().nullable().describe("Null where nobody presents"),
    by: z.string().optional().describe("The presenter's name"),
    slide: z.string().optional().describe("The slide's id"),
    print: z.string().optional().describe("The slide's fingerprint, for a deck that has changed since"),
    step: z.number().int().optional().describe("Steps of the slide that are shown, from 0; -1 for none"),
    move: z.number().int().optional().describe("Grows with every move of a session"),
    yours: z.boolean().optional().describe("Whoever asked presents; told to them alone"),
  })
  .strict();

const save = z
  .object({
    commit: oid.describe("Its last commit; a save by several people is a commit of each, on top of one another"),
    authors: z.array(z.object({ name: z.string(), email: z.string() }).strict()).describe("In order of last touch"),
    date: z.iso.datetime().describe("When it was saved, in UTC"),
    message: z.string(),
    talks: z.array(z.string()).describe("Titles of the talks it touched"),
  })
  .strict();

/** `GET history/PATH` */
export const pageHistory = z
  .object({
    saves: z.array(save).describe("Newest first"),
    next: oid.nullable().describe("Give it as `before` for the next part; null where the list ends"),
  })
  .strict();

/** Every refusal. */
export const refused = z
  .object({
    error: z.string().describe("A code: not-found, bad-path, unknown-base, …"),
    reason: z.string().describe("One line for a person"),
    requestId: z.string().describe("The same as in the header X-Request-Id and in the log"),
  })
  .strict();

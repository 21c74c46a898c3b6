import { z } from "zod";
import * as schemas from "./api-schemas.ts";
import { blamed } from "./blame-schema.ts";
import { submission } from "./bodies.ts";
import { changesSince } from "./changes-schema.ts";
import { presenting } from "./present.ts";
import { remoteHook, remoteState } from "./remote-schema.ts";

/** Where the JSON API lives. */
export const apiRoot = "/-/api/v1";

const json = (schema: z.ZodType, io: "input" | "output" = "output") => ({
  "application/json": { schema: inlined(z.toJSONSchema(schema, { target: "openapi-3.0", io })) },
});

/** A schema that stands inside a document names no dialect of its own. */
function inlined({ $schema: _, ...schema }: Record<string, unknown>): Record<string, unknown> {
  return schema;
}

const answers = (description: string, schema: z.ZodType) => ({ description, content: json(schema) });

const pathParameter = {
  name: "path",
  in: "path",
  required: true,
  description: "The page, with or without `.md`. Its slashes are not encoded.",
  schema: { type: "string" },
  example: "events/2016/06/dockercon16",
};

const query = (name: string, description: string, schema: object = { type: "string" }) => ({
  name,
  in: "query",
  required: false,
  description,
  schema,
});

const refusals = (...statuses: readonly (keyof typeof reasons)[]) =>
  Object.fromEntries(statuses.map((status) => [status, answers(reasons[status], schemas.refused)]));

const reasons = {
  400: "The request cannot be read, or names what can be no page",
  403: "Written from a page of another site",
  404: "There is no such page",
  409: "The page never had the version named as `base`",
  413: "The text is too large",
  415: "The file is not UTF-8 text and cannot be edited",
  503: "Nothing can be written now; nothing was changed, and the same may be sent again",
} as const;

/** The API described as OpenAPI 3.0, made of the schemas that its bodies are read by and its answers are tested with. */
export function openApi() {
  return {
    openapi: "3.0.3",
    info: {
      title: "Plenary",
      version: "1",
      description:
        "Pages of notes, their history, and saving. Reading needs nothing; who writes without a name is a numbered guest. Every answer to GET has an ETag.",
    },
    servers: [{ url: apiRoot }],
    paths: {
      "/pages": {
        get: { summary: "All pages", responses: { 200: answers("The list", schemas.pageList) } },
      },
      "/pages/{path}": {
        parameters: [pathParameter],
        get: {
          summary: "One page as its newest commit has it",
          responses: { 200: answers("The page", schemas.pageDetail), ...refusals(400, 404) },
        },
        put: {
          summary: "Save a page's text, merged with what others did since `base`",
          requestBody: { required: true, content: json(submission, "input") },
          responses: {
            200: answers("The commit that holds the text", schemas.saved),
            ...refusals(400, 403, 404, 409, 413, 415, 503),
          },
        },
      },
      "/history/{path}": {
        parameters: [pathParameter],
        get: {
          summary: "A page's saves",
          parameters: [
            query("limit", "How many", { type: "integer", minimum: 1, maximum: 200, default: 50 }),
            query("before", "Only saves older than the one that this commit is part of"),
            query(
              "talk",
              "Only saves that touched the talk of this slug, under every title it had; a part may then be empty and have a `next`",
            ),
          ],
          responses: { 200: answers("The saves", schemas.pageHistory), ...refusals(400, 404) },
        },
      },
      "/-/blame/{path}": {
        servers: [{ url: "/" }],
        parameters: [pathParameter],
        get: {
          summary: "Who wrote each line of a page; ask for application/json",
          parameters: [
            query("at", "The commit whose version of the page is meant; the newest without"),
            query("talk", "Only the lines of the talk of this slug"),
          ],
          responses: { 200: answers("The lines", blamed), ...refusals(400, 404, 413, 415) },
        },
      },
      "/-/changes": {
        servers: [{ url: "/" }],
        get: {
          summary: "What changed in the wiki since a time or a commit, page by page; ask for application/json",
          parameters: [
            query("since", "A day (`2026-06-20`), a time with its zone, or a commit; seven days without"),
            query("until", "The commit up to which a first part told, for the next"),
            query("skip", "Pages that were told already", { type: "integer", minimum: 0 }),
          ],
          responses: { 200: answers("The pages", changesSince), ...refusals(400, 404) },
        },
      },
      "/remote": {
        get: {
          summary: "How the wiki's remote stands; 404 without one",
          responses: { 200: answers("Its state", remoteState) },
        },
      },
      "/-/hooks/remote": {
        servers: [{ url: "/" }],
        post: {
          summary: "Have the wiki look at its remote now; 404 without one",
          description: "For the webhook of whoever hosts it. The body is not read; calls within five seconds are one.",
          responses: { 202: answers("It is being looked at", remoteHook) },
        },
      },
      "/-/present/{path}": {
        servers: [{ url: "/" }],
        parameters: [pathParameter],
        post: {
          summary: "Begin to lead the page's deck, move on in it, or end; as the session cookie's person",
          requestBody: { required: true, content: json(presenting, "input") },
          responses: {
            200: answers("The lead, as the event `slide` of `/-/follow/` tells it", schemas.lead),
            ...refusals(400, 404, 503),
            403: answers("Nobody presents this deck any more, or written from a page of another site", schemas.refused),
            409: answers("Somebody else presents; the reason names them", schemas.refused),
          },
        },
      },
      "/-/rescue/{room}": {
        servers: [{ url: "/" }],
        parameters: [
          {
            name: "room",
            in: "path",
            required: true,
            description: "The room's name, as a page's JSON once gave it",
            schema: { type: "string" },
          },
        ],
        post: {
          summary: "Hand over what a client still has of a room that was closed with 4409",
          description:
            "The page has begun a new history under another room's name. What is new in the state is merged into it, as typed by whoever brings it, and is on disk when the answer comes. The same again changes nothing, and neither does the state of the room that there is now.",
          requestBody: {
            required: true,
            description: "The client's whole state: `Y.encodeStateAsUpdate(doc)`",
            content: { "application/octet-stream": { schema: { type: "string", format: "binary" } } },
          },
          responses: {
            200: answers("Where the page is now", schemas.rescued),
            ...refusals(400, 403, 413, 503),
            404: answers("There never was such a room", schemas.refused),
          },
        },
      },
      "/-/upload/{path}": {
        servers: [{ url: "/" }],
        parameters: [pathParameter],
        post: {
          summary: "Keep a picture beside a page",
          description:
            "It is told by its content: png, jpeg, gif, webp or avif. One larger than 2400 pixels, or one that says where or with what it was made, is written anew without that. It gets a name of its own in the page's folder; the same bytes a second time are the same file. The page's text is left alone.",
          requestBody: {
            required: true,
            content: {
              "multipart/form-data": {
                schema: {
                  type: "object",
                  required: ["file"],
                  properties: { file: { type: "string", format: "binary" } },
                },
              },
            },
          },
          responses: {
            201: answers("Where it is", schemas.uploaded),
            ...refusals(400, 403, 404, 503),
            413: answers("The picture is too large, in bytes or in pixels", schemas.refused),
            415: answers("It is no picture of these kinds, or a damaged one", schemas.refused),
          },
        },
      },
      "/openapi.json": {
        get: {
          summary: "This description",
          responses: {
            200: { description: "OpenAPI 3.0", content: { "application/json": { schema: { type: "object" } } } },
          },
        },
      },
    },
  };
}

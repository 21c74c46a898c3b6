import { z } from "zod";

const oid = z.string().regex(/^[0-9a-f]{40}$/);

const run = z
  .object({
    from: z.int().positive().describe("The first of its lines, from 1"),
    to: z.int().positive().describe("The last"),
    commit: oid.describe("The commit that wrote them"),
    path: z.string().describe("Where the page was then"),
    previous: z
      .object({ commit: oid, path: z.string() })
      .strict()
      .nullable()
      .describe("The page before it; null where the commit made the page"),
    older: z.boolean().describe("The lines are older than is looked for: `commit` only has them"),
    authors: z.array(z.object({ name: z.string(), email: z.string() }).strict()),
    date: z.iso.datetime().describe("In UTC"),
    message: z.string(),
    lines: z.array(z.string()).describe("Their text, without line ends"),
  })
  .strict();

/** `GET /-/blame/PATH` as JSON. */
export const blamed = z
  .object({
    path: z.string(),
    commit: oid.describe("The version whose lines they are"),
    runs: z.array(run).describe("Lines side by side that one commit wrote, from the top"),
  })
  .strict();

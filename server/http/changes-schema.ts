import { z } from "zod";

const oid = z.string().regex(/^[0-9a-f]{40}$/);

const page = z
  .object({
    path: z.string().describe("The file in the repository; where it was last, for one that is gone"),
    was: z.string().nullable().describe("The path it had at `from`; null where it was not there"),
    fate: z
      .enum(["changed", "new", "moved", "deleted", "passing", "same"])
      .describe("passing: made and deleted again; same: it reads as it did at `from`"),
    title: z.string(),
    talks: z.array(z.string()).describe("Titles of the talks that differ"),
    authors: z.array(z.object({ name: z.string(), email: z.string() }).strict()).describe("In order of last touch"),
    saves: z.int().positive(),
    added: z.int().nonnegative().describe("Lines added between `from` and `to`"),
    removed: z.int().nonnegative(),
    commit: oid.describe("The newest commit that touched it"),
    date: z.iso.datetime().describe("When that was made, in UTC"),
    diff: z.string().describe("The address of all that differs"),
  })
  .strict();

/** `GET /-/changes` */
export const changesSince = z
  .object({
    from: oid.nullable().describe("The last commit before the time that was asked for; null for none"),
    to: oid.describe("The newest commit that is told of: give it as `until` with `skip`"),
    saves: z.int().nonnegative(),
    count: z.int().nonnegative().describe("Pages and other files in all"),
    untold: z.int().nonnegative().describe("Files that changed too long ago to be listed"),
    pages: z.array(page).describe("Those that changed last come first"),
    next: z.int().nullable().describe("Give it as `skip` for the next part; null where the list ends"),
  })
  .strict();

import { z } from "zod";

const moment = z.iso.datetime().nullable();

/** `GET /-/api/v1/remote` */
export const remoteState = z
  .object({
    address: z.string().describe("Without a name or password"),
    state: z.enum(["in step", "sending", "unreachable", "refused", "rewritten", "never reached"]),
    since: z.iso.datetime(),
    reason: z.string().describe("One line; empty where nothing is wrong"),
    fetched: moment.describe("When it last said what it has; null for never"),
    pushed: moment.describe("When something was last sent; null for never"),
    unsent: z.int().nonnegative().describe("Commits that it does not have, as far as is known"),
    next: moment.describe("When it is looked at next; null while it is"),
    left: z
      .array(z.object({ name: z.string(), kind: z.enum(["branch", "tag"]), reason: z.string() }).strict())
      .describe("Branches and tags that are not moved"),
    merges: z
      .array(
        z
          .object({
            commit: z.string().regex(/^[0-9a-f]{40}$/),
            date: z.iso.datetime(),
            paths: z.array(z.string()).describe("Files that both sides had changed, and that were joined here"),
          })
          .strict(),
      )
      .describe("The newest first"),
  })
  .strict();

/** `POST /-/hooks/remote` */
export const remoteHook = z.object({ looking: z.literal(true) }).strict();

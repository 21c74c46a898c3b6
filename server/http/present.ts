import { Router } from "express";
import { z } from "zod";
import { WikiError } from "../errors.ts";
import type { PagePath } from "../text/page-path.ts";
import type { Lead } from "../wiki/presenting.ts";
import { pagePathOf } from "./address.ts";
import { bodyOf } from "./bodies.ts";
import type { HttpDeps } from "./deps.ts";
import { viewerOf, writerOf } from "./viewer.ts";

const place = z.object({
  slide: z.string().min(1, "is missing").max(300),
  print: z.string().max(40).default(""),
  step: z.number().int().min(-1).max(999).default(-1),
});

/** `POST /-/present/PATH`: begin to lead the deck, move on in it, or end. */
export const presenting = z.discriminatedUnion("act", [
  z.object({
    act: z.literal("begin"),
    place,
    over: z
      .string()
      .max(40)
      .nullable()
      .default(null)
      .describe("The session of the one who presents now: this takes the lead over"),
  }),
  z.object({ act: z.literal("move"), place }),
  z.object({ act: z.literal("end") }),
]);

/**
 * Who leads a deck, and where it is: as the person of the session cookie, which a guest is given with the first `begin`.
 * The answer is the lead as the event `slide` tells it. 409 names whoever presents instead; 403 where nobody does any more.
 */
export function presentRouter({ wiki, presenting: leads }: Pick<HttpDeps, "wiki" | "presenting">): Router {
  const router = Router({ caseSensitive: true });
  router.post("/-/present/*page", async (req, res) => {
    const path = pagePathOf(req, "/-/present/");
    const asked = bodyOf(presenting, req.body);
    res.set("Cache-Control", "no-store");
    if (asked.act === "begin") {
      if ((await wiki.page(path)) === null) throw new WikiError("not-found", "there is no deck to present", { path });
      const lead = leads.begin(path, await writerOf(req), asked.place, asked.over);
      res.type("json").send(leadData(path, lead, { yours: true }));
      return;
    }
    const who = viewerOf(req);
    if (asked.act === "end") leads.end(path, who);
    const lead = asked.act === "move" ? leads.move(path, who, asked.place) : leads.at(path);
    res.type("json").send(leadData(path, lead, { yours: asked.act === "move" }));
  });
  return router;
}

/** A lead as it is told: JSON. `session` is null where nobody presents; `yours` is told only to the one who asked. */
export function leadData(path: PagePath, lead: Lead | null, asker: { readonly yours?: boolean } = {}): string {
  if (lead === null) return JSON.stringify({ path, commit: null, session: null, ...asker });
  const { session, by, place: at, move } = lead;
  return JSON.stringify({ path, commit: null, session, by, ...at, move, ...asker });
}

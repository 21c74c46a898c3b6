import { Router } from "express";
import type { HttpDeps } from "./deps.ts";
import { answer } from "./etag.ts";
import { speakersModel } from "./models/speakers.ts";
import { surroundings } from "./site.ts";
import type { Views } from "./views.ts";

/** `GET /-/speakers`: everybody whom the pages name as a speaker, with their talks. */
export function speakersRouter({ wiki, views }: Pick<HttpDeps, "wiki"> & { readonly views: Views }): Router {
  const router = Router({ caseSensitive: true, strict: true });
  const around = surroundings({ wiki });

  router.get("/-/speakers", async (req, res) => {
    const [here, head] = await Promise.all([around(req), wiki.head()]);
    await answer(req, res, [...here.key, "speakers", head], async () =>
      views.render("speakers", { ...here, title: "Speakers", ...speakersModel(await wiki.speakers()) }),
    );
  });
  return router;
}

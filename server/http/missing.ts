import type { Request, Response } from "express";
import type { PagePath } from "../text/page-path.ts";
import type { HttpDeps } from "./deps.ts";
import { missingModel } from "./models/missing.ts";
import { movedAddress } from "./moved.ts";
import { surroundings } from "./site.ts";
import type { Views } from "./views.ts";

/**
 * Answers a page's address that has none: with the way to where the page is now, or 404 with what became of it, or that nobody
 * wrote here yet and one could.
 */
export function missingPage({
  wiki,
  views,
}: Pick<HttpDeps, "wiki"> & { readonly views: Views }): (req: Request, res: Response, path: PagePath) => Promise<void> {
  const around = surroundings({ wiki });
  return async (req, res, path) => {
    const [here, save, gone] = await Promise.all([around(req), wiki.lastSave(path), wiki.gone(path)]);
    if (gone?.to) return res.set("Cache-Control", "no-store").redirect(302, movedAddress(req, path, gone.to));
    const model = missingModel(path, gone && save ? { ...gone, save } : null, here.clock);
    res
      .status(404)
      .set("Cache-Control", "no-store")
      .type("html")
      .send(views.render("missing", { ...here, ...model }));
  };
}

import type { Request, Response } from "express";
import { WikiError } from "../errors.ts";
import { toRoomText } from "../text/endings.ts";
import type { PagePath } from "../text/page-path.ts";
import type { Oid } from "../wiki/ports.ts";
import { queryOf } from "./address.ts";
import type { Comparing } from "./comparing.ts";
import type { HttpDeps } from "./deps.ts";
import { answer } from "./etag.ts";
import { changeModel } from "./models/change.ts";
import { type ChangeParts, type Compared, isRenderable, wishesOf } from "./models/change-parts.ts";
import { type Look, lookIn } from "./models/look.ts";
import { readingHtml } from "./models/reading.ts";
import type { Rendering } from "./rendering.ts";
import { surroundings } from "./site.ts";

/** How a diff is asked for. Throws `bad-request`. */
export function lookOf(req: Request): Look {
  const look = lookIn(new URLSearchParams(queryOf(req)));
  if (look === null) throw new WikiError("bad-request", "there is no such view of a change", { field: "view" });
  return look;
}

/** Sends a page of changes, in the view that was asked for. */
export function changeSender({
  wiki,
  views,
  press,
  comparing,
}: Pick<HttpDeps, "wiki"> & Rendering & { readonly comparing: Comparing }): (
  req: Request,
  res: Response,
  parts: ChangeParts,
) => Promise<void> {
  const around = surroundings({ wiki });

  async function lines({ files, look }: ChangeParts): Promise<Compared["files"]> {
    const diffs = [];
    // One after the other: a commit of many large files waits for itself alone.
    for (const [index, wish] of wishesOf({ files, look }).entries()) {
      const { before = null, after = null } = files[index] ?? {};
      diffs.push(wish === null ? null : await comparing.lines(before, after, wish));
    }
    return diffs;
  }

  /** Null for what could not be rendered or compared in time. */
  async function rendered({ files, look }: ChangeParts): Promise<Compared["page"]> {
    const [file] = files;
    if (file === undefined) return null;
    const path = file.path as PagePath;
    const [before, after] = await Promise.all(
      [file.before, file.after].map(async (source) => {
        const text = toRoomText(source ?? "");
        const commit: Oid = "";
        const page = { path, text, commit, blob: "", live: false, version: "", editable: true };
        return press.page(text, { path, includes: await wiki.includes(page) });
      }),
    );
    if (!before?.rendered || !after?.rendered) return null;
    return comparing.pages(...readingHtml([before.html, after.html], [file.before ?? "", file.after ?? ""], look.talk));
  }

  return async (req, res, parts) => {
    const here = await around(req);
    const save = parts.save?.commits.map((commit) => commit.oid) ?? [];
    const { look } = parts;
    const key = [
      ...here.key,
      "change",
      parts.address(look),
      look.whole,
      parts.previous?.href ?? "",
      parts.aside ?? "",
      ...save,
      JSON.stringify(parts.takingBack),
    ];
    await answer(req, res, key, async () => {
      const page = look.view === "page" && isRenderable(parts);
      const compared: Compared = { files: await lines(parts), page: page ? await rendered(parts) : null };
      const model = changeModel(parts, compared, here.clock);
      const html = views.render("change", { ...here, here: { changes: true }, title: model.heading, ...model });
      const missing = wishesOf(parts).some((wish, index) => wish !== null && compared.files[index] === null);
      return missing || (page && compared.page === null) ? { passing: html } : html;
    });
  };
}

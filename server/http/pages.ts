import { type Request, type Response, Router } from "express";
import { WikiError } from "../errors.ts";
import { type FilePath, type PagePath, pageAddress, parseFilePath, parsePagePath } from "../text/page-path.ts";
import type { Commit, Oid } from "../wiki/ports.ts";
import type { Page, Wiki } from "../wiki/wiki.ts";
import { pathOf, queryOf } from "./address.ts";
import type { HttpDeps } from "./deps.ts";
import { answer, versionOf } from "./etag.ts";
import { sendFile, sendMarkdown } from "./files.ts";
import { changeNamed } from "./history-versions.ts";
import { missingPage } from "./missing.ts";
import { folderAddress } from "./models/addresses.ts";
import { folderModel } from "./models/folder.ts";
import { pageModel } from "./models/page.ts";
import { type AskedVersion, versionIn } from "./named.ts";
import { pagePictures } from "./pictures.ts";
import type { Rendering } from "./rendering.ts";
import { surroundings } from "./site.ts";

/** Saves that are counted to tell how many people wrote a page. */
const COUNTED_SAVES = 2000;

/** Everything that is read at its own path, and pages as they were. */
export function pagesRouter(house: Pick<HttpDeps, "wiki" | "pictures" | "named"> & Rendering): Router {
  const { wiki, views, press, named, ...deps } = house;
  const router = Router({ caseSensitive: true, strict: true });
  const around = surroundings({ wiki });
  const sendMissing = missingPage({ wiki, views });
  const pictures = pagePictures({ wiki, ...deps });

  async function pageAt(raw: string, commit?: Oid): Promise<Page | null> {
    const path = parsePagePath(raw);
    return path === null ? null : wiki.page(path, commit);
  }

  async function sendPage(req: Request, res: Response, page: Page, old: OldVersion | null): Promise<void> {
    const [here, newest, includes] = await Promise.all([around(req), wiki.lastTouch(page.path), wiki.includes(page)]);
    const writing = old === null ? wiki.writing(page.path) : [];
    const speakers = old === null ? wiki.knownSpeakers() : null;
    const beside = [
      old?.commit.oid ?? "",
      old?.now ?? "",
      old?.aside ?? "",
      JSON.stringify(writing),
      speakers?.version ?? "",
    ];
    const shown = [page.version, versionOf(includes), newest, ...beside, await pictures.version()];
    await answer(req, res, [...here.key, "page", page.path, ...shown], async () => {
      const [credits, last, { html, rendered }] = await Promise.all([
        wiki.credits(page.path, COUNTED_SAVES),
        wiki.lastSave(page.path),
        press.page(page.text, { path: page.path, includes }),
      ]);
      const parts = { page, html, credits, last, writing, speakers: speakers?.index ?? null, old };
      const body = await pictures.dress(views.render("page", { ...here, ...pageModel(parts, here.clock) }), "page");
      return rendered ? body : { passing: body };
    });
  }

  async function sendFolder(req: Request, res: Response, path: FilePath): Promise<void> {
    const index = await pageAt(`${path}/index`);
    if (index !== null) return sendPage(req, res, index, null);
    const folder = await wiki.folder(path);
    if (folder === null) {
      // A slash too many behind a page.
      const page = await pageAt(path);
      if (page !== null) return res.redirect(302, pageAddress(page.path));
      throw new WikiError("not-found", "there is no such folder");
    }
    const here = await around(req);
    await answer(req, res, [...here.key, "folder", path, JSON.stringify(folder)], () =>
      views.render("folder", { ...here, ...folderModel(path, folder) }),
    );
  }

  async function sendSource(req: Request, res: Response, path: PagePath): Promise<void> {
    const query = new URLSearchParams(queryOf(req));
    if (query.has("live")) {
      const page = await wiki.page(path);
      if (page === null) throw notFound(path);
      return sendMarkdown(req, res, { version: page.version, bytes: new TextEncoder().encode(page.text) });
    }
    const rev = query.get("rev");
    const version = rev === null ? null : await versionIn(house, rev);
    const file = version?.rest ? null : await wiki.file(path as string as FilePath, version?.oid);
    if (file === null) throw notFound(path);
    return sendMarkdown(req, res, { version: file.oid, bytes: file.bytes });
  }

  async function read(req: Request, res: Response): Promise<void> {
    const raw = pathOf(req, "/");
    if (raw.endsWith("/")) return sendFolder(req, res, checkedFolder(raw.slice(0, -1)));
    const path = parsePagePath(raw);
    if (path !== null && raw.endsWith(".md")) return sendSource(req, res, path);
    const page = await pageAt(raw);
    if (page !== null) {
      const address = pageAddress(page.path);
      return address.endsWith("/") ? res.redirect(302, address) : sendPage(req, res, page, null);
    }
    const name = parseFilePath(raw);
    if (name === null) throw new WikiError("bad-path", "this can be no address of the wiki");
    const file = await wiki.file(name);
    if (file !== null) return sendFile(req, res, name, file);
    if ((await wiki.folder(name)) !== null) return res.redirect(302, folderAddress(name));
    if (path === null || looksLikeFile(name)) throw new WikiError("not-found", "there is nothing at this address");
    return sendMissing(req, res, path);
  }

  async function readOld(req: Request, res: Response): Promise<void> {
    const { oid, aside, rest: raw } = await versionIn(house, pathOf(req, "/-/at/"));
    const page = await pageAt(raw, oid);
    if (page !== null) return sendPage(req, res, page, await oldVersion(wiki, { oid, aside }, page.path));
    const name = parseFilePath(raw);
    const file = name === null ? null : await wiki.file(name, oid);
    if (name === null || file === null) throw new WikiError("not-found", "that version has no page at this address");
    return sendFile(req, res, name, file);
  }

  router.get("/-/at/*rest", readOld);
  router.get(/^\/(?!-(?:\/|$))/, read);
  return router;
}

interface OldVersion {
  readonly commit: Commit;
  /** That commit changed the page. */
  readonly touched: boolean;
  /** The page's newest bytes; null where it is gone, or cannot be written. */
  readonly now: Oid | null;
  /** The branch or tag that it is only read at; null for a version of the wiki's own. */
  readonly aside: string | null;
}

async function oldVersion(wiki: Wiki, at: Pick<AskedVersion, "oid" | "aside">, path: PagePath): Promise<OldVersion> {
  const [{ commit, files }, page] = await Promise.all([changeNamed(wiki, at.oid), wiki.page(path)]);
  const now = page?.editable && at.aside === null ? page.blob : null;
  return { commit, touched: files.some((file) => file.path === path), now, aside: at.aside };
}

function notFound(path: PagePath): WikiError {
  return new WikiError("not-found", "there is no page at this address", { path });
}

function checkedFolder(raw: string): FilePath {
  const path = parseFilePath(raw);
  if (path === null) throw new WikiError("bad-path", "this can be no folder of the wiki");
  return path;
}

/** Named like a picture or a script: nobody would write notes there. */
function looksLikeFile(path: string): boolean {
  return /\.[a-z0-9]{1,5}$/i.test(path);
}

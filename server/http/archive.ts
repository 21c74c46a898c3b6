import { Router } from "express";
import { WikiError } from "../errors.ts";
import { type PagePath, parseFilePath, parsePagePath } from "../text/page-path.ts";
import type { Oid } from "../wiki/ports.ts";
import type { Wiki } from "../wiki/wiki.ts";
import { pathOf, queryOf } from "./address.ts";
import type { ArchiveDoor, HttpDeps } from "./deps.ts";
import { tag } from "./etag.ts";
import { goneSignal } from "./git-exchange.ts";
import { versionIn } from "./named.ts";

const TYPES = { zip: "application/zip", "tar.gz": "application/gzip" } as const;
type Format = keyof typeof TYPES;

/** What is to be taken away. */
interface Chosen {
  /** Names the archive, and the folder in it. */
  readonly name: string;
  readonly paths: readonly string[];
}

/**
 * `/-/archive/REF.zip` and `.tar.gz`: the wiki at a branch, a tag or a commit; with `?path=` a folder of it, or an event's page
 * with the files beside it that it names.
 */
export function archiveRouter({ wiki, archives, named }: Pick<HttpDeps, "wiki" | "archives" | "named">): Router {
  const router = Router({ caseSensitive: true, strict: true });

  router.get("/-/archive/*rest", async (req, res) => {
    const { ref, format } = namesIn(pathOf(req, "/-/archive/"));
    const commit = await commitOf({ wiki, named }, ref);
    const asked = new URLSearchParams(queryOf(req)).get("path") ?? "";
    const { name, paths } = await chosen(wiki, archives, commit, ref, asked);
    if (tag(req, res, ["archive", commit, format, name, ...paths]) === null) return;
    res.set("Content-Type", TYPES[format]);
    res.attachment(`${name}.${format}`);
    if (req.method === "HEAD") {
      res.end();
      return;
    }
    await archives.pack({ commit, format, prefix: `${name}/`, paths, output: res, signal: goneSignal(res) });
  });

  return router;
}

function namesIn(raw: string): { readonly ref: string; readonly format: Format } {
  const [, ref = "", format] = /^(.+)\.(zip|tar\.gz)$/.exec(raw) ?? [];
  if (format !== "zip" && format !== "tar.gz") {
    throw new WikiError("not-found", "an archive's address ends with .zip or .tar.gz");
  }
  return { ref, format };
}

/** By the name of a branch or a tag, or a commit's id. */
async function commitOf(names: Pick<HttpDeps, "wiki" | "named">, ref: string): Promise<Oid> {
  const { oid, rest } = await versionIn(names, ref);
  if (rest !== "") throw new WikiError("not-found", "there is no such version");
  return oid;
}

async function chosen(wiki: Wiki, archives: ArchiveDoor, commit: Oid, ref: string, asked: string): Promise<Chosen> {
  const version = /^[0-9a-f]{40}$/.test(ref) ? ref.slice(0, 12) : ref.replaceAll("/", "-");
  if (asked === "") return { name: `notes-${version}`, paths: [] };
  const path = parsePagePath(asked);
  const page = path === null ? null : await wiki.page(path, commit);
  if (page !== null) {
    return { name: nameOf(page.path, version), paths: await withFilesBeside(archives, commit, page) };
  }
  const folder = parseFilePath(asked.replace(/\/$/, ""));
  if (folder === null) throw new WikiError("bad-path", "this can be no path of the wiki");
  return { name: nameOf(folder, version), paths: [folder] };
}

/** "dockercon16-main": the last of the path's names, and the version. */
function nameOf(path: string, version: string): string {
  const last = path.slice(path.lastIndexOf("/") + 1).replace(/\.md$/, "");
  return `${last}-${version}`;
}

/** The page's file, and the files of its folder that its text names: its pictures. */
async function withFilesBeside(
  archives: ArchiveDoor,
  commit: Oid,
  { path, text }: { readonly path: PagePath; readonly text: string },
): Promise<string[]> {
  const folder = path.slice(0, Math.max(0, path.lastIndexOf("/")));
  const files = await archives.filesIn(commit, folder);
  const isNamed = (file: string): boolean => {
    const name = file.slice(file.lastIndexOf("/") + 1);
    return text.includes(name) || text.includes(encodeURIComponent(name));
  };
  return [path, ...files.filter((file) => file !== path && !file.endsWith(".md") && isNamed(file))];
}

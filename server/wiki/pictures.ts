import { WikiError } from "../errors.ts";
import { parseEvent } from "../text/event.ts";
import { type FilePath, type PagePath, parseFilePath, slugOf } from "../text/page-path.ts";
import { folded } from "./clash.ts";
import { pageFileAt } from "./page-file.ts";
import type { Commits, Oid, Trees } from "./ports.ts";
import type { AddedPicture, NewPicture, Wiki } from "./wiki.ts";

/** Pictures beside the pages they are shown on. */
export type WikiPictures = Pick<Wiki, "addPicture" | "pictures">;

export function createPictures({ trees, commits }: { readonly trees: Trees; readonly commits: Commits }): WikiPictures {
  let listed: { readonly head: Oid; readonly pictures: ReadonlyMap<string, Oid> } | null = null;

  async function addPicture(path: PagePath, picture: NewPicture): Promise<AddedPicture> {
    let added: AddedPicture | null = null;
    await commits.commit(async (head) => {
      const page = head ? await pageFileAt(trees, head, path) : null;
      if (!head || !page) throw new WikiError("not-found", "There is no page at this address.", { path });
      const folder = path.slice(0, path.lastIndexOf("/") + 1);
      const there = namesIn(await trees.files(head), folder);
      const same = [...there].find(([, blob]) => blob === picture.oid)?.[0];
      added = placed(folder, same ?? freeName(picture, there));
      if (same !== undefined) return null;
      return {
        files: new Map([[added.path, picture.bytes]]),
        author: picture.by,
        coAuthors: [],
        message: `${parseEvent(page.text).title || path}: picture ${added.file}`,
      };
    });
    if (!added) throw new Error(`no name was found for a picture of ${path}`);
    return added;
  }

  async function pictures(): Promise<ReadonlyMap<string, Oid>> {
    const head = await trees.head();
    if (!head) return new Map();
    if (listed?.head === head) return listed.pictures;
    const now = new Map([...(await trees.files(head))].filter(([file]) => isNamedLikePicture(file)));
    const before = listed?.pictures;
    listed = { head, pictures: before && sameEntries(before, now) ? before : now };
    return listed.pictures;
  }

  return { addPicture, pictures };
}

/** Whether a file is called like a picture that browsers draw and do not run. */
export function isNamedLikePicture(path: string): boolean {
  return /\.(?:avif|gif|jpe?g|png|webp)$/i.test(path);
}

/** Files of a folder, and the folders in it as names without a blob. */
function namesIn(files: ReadonlyMap<string, Oid>, folder: string): Map<string, Oid | null> {
  const names = new Map<string, Oid | null>();
  for (const [file, blob] of files) {
    if (!file.startsWith(folder)) continue;
    const [name = "", ...below] = file.slice(folder.length).split("/");
    names.set(name, below.length === 0 && isNamedLikePicture(name) ? blob : null);
  }
  return names;
}

/** Of letters, digits and hyphens, and like no other name there on any file system. */
function freeName({ name, ending }: NewPicture, there: ReadonlyMap<string, unknown>): string {
  const taken = new Set([...there.keys()].map(folded));
  const stem = /[\p{L}\p{N}]/u.test(name) ? slugOf(name) : "picture";
  for (let number = 1; ; number += 1) {
    const file = `${stem}${number === 1 ? "" : `-${number}`}.${ending}`;
    if (!taken.has(folded(file))) return file;
  }
}

function placed(folder: string, file: string): AddedPicture {
  const path: FilePath | null = parseFilePath(`${folder}${file}`);
  if (path === null) throw new WikiError("bad-path", "The picture's name is too long for this page's folder.");
  return { path, file };
}

function sameEntries(one: ReadonlyMap<string, Oid>, other: ReadonlyMap<string, Oid>): boolean {
  return one.size === other.size && [...one].every(([file, blob]) => other.get(file) === blob);
}

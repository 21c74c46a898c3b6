import type { Folder } from "../../wiki/wiki.ts";
import { archiveAddress, folderAddress, readAddress } from "./addresses.ts";
import { type Crumb, crumbsOf } from "./crumbs.ts";
import { counted, countedInWords, listed, sentence } from "./words.ts";

export interface FolderModel {
  readonly title: string;
  readonly crumbs: readonly Crumb[];
  readonly intro: string;
  /** A zip file of it. */
  readonly archive: string;
  readonly folders: readonly { readonly href: string; readonly name: string }[];
  readonly pages: readonly {
    readonly href: string;
    readonly title: string;
    readonly date: string | null;
    readonly note: string;
  }[];
  readonly files: readonly { readonly href: string; readonly name: string }[];
}

const MONTHS = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];

/** A folder without an index page of its own. @param path not empty, without a slash at either end. */
export function folderModel(path: string, folder: Folder): FolderModel {
  return {
    title: titleOfFolder(path),
    crumbs: crumbsOf(path),
    intro: introOf(folder),
    archive: archiveAddress("main", path),
    folders: folder.folders.map((name) => ({ href: folderAddress(`${path}/${name}`), name })),
    pages: folder.pages.map((page) => ({
      href: readAddress(page.path),
      title: page.title,
      date: page.date,
      note: page.talks === 0 ? "" : counted(page.talks, "talk"),
    })),
    files: folder.files.map((name) => ({ href: readAddress(`${path}/${name}`), name })),
  };
}

/** "Events in June 2016" for `events/2016/06`, "Blog" for `blog`. */
export function titleOfFolder(path: string): string {
  const [, year, month] = /^events\/(\d{4})(?:\/(\d\d))?$/.exec(path) ?? [];
  if (year !== undefined) {
    const name = MONTHS[Number(month) - 1];
    return name === undefined ? `Events in ${year}` : `Events in ${name} ${year}`;
  }
  return sentence(path.split("/").at(-1) ?? path);
}

function introOf({ folders, pages, files }: Folder): string {
  const parts = [
    ...(pages.length > 0 ? [countedInWords(pages.length, "page")] : []),
    ...(folders.length > 0 ? [countedInWords(folders.length, "folder")] : []),
    ...(files.length > 0 ? [countedInWords(files.length, "other file")] : []),
  ];
  return parts.length === 0 ? "There is nothing in it." : `${sentence(listed(parts))}.`;
}

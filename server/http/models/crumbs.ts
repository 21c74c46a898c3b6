import { folderAddress } from "./addresses.ts";

/** One step of a path, for the `crumbs` partial. */
export interface Crumb {
  readonly text: string;
  /** Absent where the step leads nowhere. */
  readonly href?: string;
}

/** The steps from the root to a file: its folders, each with its address, and its own name with the address given. */
export function crumbsOf(path: string, fileHref?: string): readonly Crumb[] {
  const names = path.split("/");
  return names.map((text, index) => {
    if (index < names.length - 1) return { text, href: folderAddress(names.slice(0, index + 1).join("/")) };
    return fileHref === undefined ? { text } : { text, href: fileHref };
  });
}

/** The corpus and what is known to be right of it, beside the checkout. */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { toRoomText } from "../../server/text/endings.ts";
import type { PagePath } from "../../server/text/page-path.ts";
import { pagePath } from "../render/contexts.ts";

const SHARED = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../../../shared");
const CORPUS = path.join(SHARED, "corpus");

export const GOLD = path.join(SHARED, "corpus-gold");

/** Every page's text, as a room would hold it. */
export const pages: ReadonlyMap<PagePath, string> = new Map(
  filesIn(CORPUS, ".md").map((file) => [pagePath(file), roomText(path.join(CORPUS, file))] as const),
);

/** Paths of the files below a folder, from that folder. */
export function filesIn(folder: string, ending: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(ending))
    .sort();
}

/** A file of the gold, whose shape the caller knows. */
export function gold<T>(file: string): T {
  return JSON.parse(readFileSync(path.join(GOLD, file), "utf8")) as T;
}

export function roomText(file: string): string {
  return toRoomText(readFileSync(file, "utf8"));
}

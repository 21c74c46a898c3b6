/** How a diff is shown. */
export type View = "side" | "unified" | "page";

/** What a page of changes is asked for beside what it compares. */
export interface Look {
  readonly view: View;
  /** All lines, those that are alike too. */
  readonly whole: boolean;
  /** What differs in white space alone is not shown. */
  readonly hideSpace: boolean;
  /** Gaps that are shown, as "file-gap". */
  readonly opened: readonly string[];
  /** Slug of the one talk to show; null for all. */
  readonly talk: string | null;
}

export const PLAIN_LOOK: Look = { view: "side", whole: false, hideSpace: false, opened: [], talk: null };

const VIEWS: readonly View[] = ["side", "unified", "page"];

/** Gaps in one address. Who wants more of them wants all lines. */
const MOST_OPENED = 50;

/** Reads a query; null where it asks for a view or a gap that there is none of. */
export function lookIn(query: URLSearchParams): Look | null {
  const view = VIEWS.find((one) => one === (query.get("view") ?? "side"));
  const space = query.get("space") ?? "show";
  const opened = (query.get("open") ?? "").split(",").filter((gap) => gap !== "");
  if (view === undefined || !/^(?:show|hide)$/.test(space)) return null;
  if (opened.length > MOST_OPENED || !opened.every((gap) => /^\d{1,4}-\d{1,4}$/.test(gap))) return null;
  return { view, whole: query.has("all"), hideSpace: space === "hide", opened, talk: query.get("talk") || null };
}

/** The query that asks for it: what goes without saying is left out. */
export function lookQuery({ view, whole, hideSpace, opened, talk }: Look): Readonly<Record<string, string>> {
  return {
    ...(view !== "side" && { view }),
    ...(whole && { all: "1" }),
    ...(hideSpace && { space: "hide" }),
    ...(talk !== null && { talk }),
    ...(opened.length > 0 && !whole && { open: opened.join() }),
  };
}

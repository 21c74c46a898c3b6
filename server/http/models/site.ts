import type { Navigation } from "../../render/navigation.ts";
import type { Viewer } from "../viewer.ts";
import { type Face, faceOf } from "./people.ts";

/** What every page has around it: the bar. */
export interface Site {
  readonly name: string;
  /** The wiki's own navigation. */
  readonly menus: readonly Menu[];
  readonly me: Me;
}

interface Menu {
  /** "" for the entries that stand in no menu. */
  readonly name: string;
  readonly items: readonly MenuItem[];
}

interface MenuItem {
  readonly title: string;
  /** Null for a heading between the entries. */
  readonly href: string | null;
  /** A rule goes before it. */
  readonly cut: boolean;
}

interface Me extends Face {
  /** "You are Guest 12", for those who hear the page. */
  readonly said: string;
  readonly guest: boolean;
  /** A guest with a number, that is, one who has written. */
  readonly numbered: boolean;
}

const NAME = "Plenary";

/** The bar for a viewer. @param navigation null where the wiki has no `navigation.md`. */
export function siteModel(navigation: Navigation | null, viewer: Viewer): Site {
  return {
    name: navigation?.brand || NAME,
    menus: menusOf(navigation),
    me: meModel(viewer),
  };
}

function meModel(viewer: Viewer): Me {
  const numbered = viewer.guest && viewer.number !== null;
  const said = viewer.guest && !numbered ? "You are a guest" : `You are ${viewer.name}`;
  return { ...faceOf(viewer.name), said, guest: viewer.guest, numbered };
}

function menusOf(navigation: Navigation | null): readonly Menu[] {
  const menus: { name: string; items: MenuItem[] }[] = [];
  for (const entry of navigation?.entries ?? []) {
    if (entry.kind === "menu") {
      if (entry.items.length > 0) menus.push({ name: entry.title, items: itemsOf(entry.items) });
      continue;
    }
    const last = menus.at(-1);
    const item = { title: entry.title, href: entry.href, cut: false };
    if (last?.name === "") last.items.push(item);
    else menus.push({ name: "", items: [item] });
  }
  return menus;
}

type Entry = Extract<Navigation["entries"][number], { kind: "menu" }>["items"][number];

/** A divider becomes the rule before the entry it stands above; one at the end divides nothing. */
function itemsOf(entries: readonly Entry[]): MenuItem[] {
  const items: MenuItem[] = [];
  let cut = false;
  for (const entry of entries) {
    if (entry.kind === "divider") cut = items.length > 0;
    else {
      items.push({ title: entry.title, href: entry.kind === "link" ? entry.href : null, cut });
      cut = false;
    }
  }
  return items;
}

import type { Request } from "express";
import { navigationOf } from "../render/navigation.ts";
import { type PagePath, parsePagePath } from "../text/page-path.ts";
import type { Wiki } from "../wiki/wiki.ts";
import type { KeyPart } from "./etag.ts";
import { type Site, siteModel } from "./models/site.ts";
import { type Clock, dayKeyOf, localZone } from "./models/time.ts";
import { viewerOf } from "./viewer.ts";

/** What surrounds every page a viewer is given, and what that depends on. */
export interface Surroundings {
  readonly site: Site;
  /** When and where the page is read. */
  readonly clock: Clock;
  /** The address that `git clone` takes, on the host that was asked. */
  readonly clone: string;
  /** Parts of the page's ETag. */
  readonly key: readonly KeyPart[];
}

const NAVIGATION = parsePagePath("navigation");
const NO_INCLUDES: ReadonlyMap<PagePath, string> = new Map();

/** Reads the wiki's navigation and the request's viewer. Costs a page read; the navigation is rendered when it changes. */
export function surroundings({ wiki }: { readonly wiki: Wiki }): (req: Request) => Promise<Surroundings> {
  const zone = localZone();
  /** Days begin with a minute, in every zone. */
  let today = { minute: 0, key: "" };
  let rendered: { version: string; navigation: ReturnType<typeof navigationOf> } | null = null;

  return async (req) => {
    const page = NAVIGATION === null ? null : await wiki.page(NAVIGATION);
    if (page === null) rendered = null;
    else if (rendered?.version !== page.version) {
      const context = { path: page.path, includes: NO_INCLUDES };
      rendered = { version: page.version, navigation: navigationOf(page.text, context) };
    }
    const viewer = viewerOf(req);
    const clock = { now: Date.now(), zone };
    const minute = Math.floor(clock.now / 60_000);
    if (today.minute !== minute) today = { minute, key: dayKeyOf(clock) };
    const clone = `${req.protocol}://${req.get("host") ?? "localhost"}/notes.git`;
    return {
      // Made when a page is drawn, and not for who has it already.
      get site() {
        return siteModel(rendered?.navigation ?? null, viewer);
      },
      clock,
      clone,
      key: [page?.version ?? "", viewer.name, viewer.guest, viewer.number ?? "", clone, today.key],
    };
  };
}

import type { Oid } from "../wiki/ports.ts";
import type { HttpDeps } from "./deps.ts";
import { commitNamed } from "./history-versions.ts";

/** A version that somebody asks for, and what they ask of it. */
export interface AskedVersion {
  readonly oid: Oid;
  /** The name of the branch or tag, where the version is none of the wiki's own: it is only read there. */
  readonly aside: string | null;
  /** What stands behind the name. */
  readonly rest: string;
}

/**
 * The version at the head of an address: a commit's id, or the name of a branch or a tag, which may have slashes in it.
 *
 * @throws WikiError `not-found`.
 */
export async function versionIn(
  { wiki, named }: Pick<HttpDeps, "wiki" | "named">,
  address: string,
): Promise<AskedVersion> {
  const [first = "", ...others] = address.split("/");
  const head = first === "main" ? await wiki.head() : null;
  if (head !== null) return { oid: head, aside: null, rest: others.join("/") };
  const { commits } = await named();
  for (let name = first; ; ) {
    const oid = commits.get(name);
    if (oid !== undefined) {
      return { oid, aside: (await wiki.resolve(oid)) === null ? name : null, rest: others.join("/") };
    }
    const next = others.shift();
    if (next === undefined) break;
    name += `/${next}`;
  }
  return { oid: await commitNamed(wiki, first), aside: null, rest: address.slice(first.length + 1) };
}

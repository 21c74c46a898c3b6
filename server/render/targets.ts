/** Where links and pictures may lead. Whatever a person wrote passes through here, from markdown and from HTML alike. */
import { resolveLink } from "../text/links.ts";
import { type PagePath, pageAddress } from "../text/page-path.ts";
import type { Scope } from "./scope.ts";

const LINK_SCHEMES = new Set(["http", "https", "mailto", "tel", "ftp", "irc", "ircs", "xmpp"]);
const PICTURE_SCHEMES = new Set(["http", "https"]);

/** Pictures within the address; SVG could hold a script. */
const PICTURE_DATA = /^data:image\/(?:png|gif|jpeg|webp);base64,[a-z0-9+/=\s]*$/i;

/** What browsers pass over in an address, and what does not show in one. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Z}\p{Default_Ignorable_Code_Point}]+/gu;

/** Attributes of an `a` that leads where a person wrote, from the site's root; null where it may lead nowhere. */
export function linkAttributes(scope: Scope, href: string): Record<string, string> | null {
  const address = linkTarget(scope.context.path, href);
  if (address === null) return null;
  if (isOutside(address)) return { href: address, rel: "noopener" };
  return { href: withAnchor(scope, address) };
}

/** Attributes of an `img`, or null where the picture may not be shown. */
export function pictureAttributes(scope: Scope, src: string): Record<string, string> | null {
  const address = pictureTarget(scope.context.path, src);
  return address === null ? null : { src: address, loading: "lazy", decoding: "async" };
}

/** The address a link leads to, or null for none, and for `javascript:` and its like. */
export function linkTarget(page: PagePath, href: string): string | null {
  return href.trim() !== "" && isAllowed(href, LINK_SCHEMES) ? resolveLink(page, href.trim()) : null;
}

/** The address of a picture, or null. */
export function pictureTarget(page: PagePath, src: string): string | null {
  if (src.trim() === "") return null;
  return isAllowed(src, PICTURE_SCHEMES) ? resolveLink(page, src.trim()) : pictureData(src);
}

/** Whether markdown may make a link or a picture of the address at all; what it becomes is decided above. */
export function isAddress(address: string): boolean {
  return isAllowed(address, LINK_SCHEMES) || pictureData(address) !== null;
}

/** Whether the address leaves the site. */
export function isOutside(address: string): boolean {
  return /^(?:[a-z][a-z0-9+.-]*:)?[\\/]{2}/i.test(address);
}

/** A fragment of this page as the id it means; on a page shown within another one, as that page's own address. */
function withAnchor({ context, nested, outline }: Scope, address: string): string {
  const page = pageAddress(context.path);
  const fragment = address.startsWith(`${page}#`) ? address.slice(page.length) : address;
  if (!/^#[^!/]/.test(fragment)) return address;
  return nested ? page + fragment : `#${encodeURIComponent(outline.anchor(fragment.slice(1)))}`;
}

function pictureData(src: string): string | null {
  return PICTURE_DATA.test(src) ? src : null;
}

/** The scheme is looked at as it is written and percent-decoded; no scheme is a relative address. */
function isAllowed(address: string, schemes: ReadonlySet<string>): boolean {
  for (const form of [address, decoded(address)]) {
    const scheme = schemeOf(form);
    if (scheme !== null && !schemes.has(scheme)) return false;
  }
  return true;
}

/** All before a colon that comes before any `/`, `?` or `#`, in lower case; well-formed or not. */
function schemeOf(address: string): string | null {
  const end = address.search(/[:/?#]/);
  if (end < 0 || address[end] !== ":") return null;
  return address.slice(0, end).replace(UNSEEN, "").toLowerCase();
}

function decoded(address: string): string {
  return address.replace(/%[0-7][0-9a-f]/gi, (code) => String.fromCharCode(Number.parseInt(code.slice(1), 16)));
}

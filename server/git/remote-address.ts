import { existsSync } from "node:fs";
import path from "node:path";
import { WikiError } from "../errors.ts";

/** Where the remote is, and who we are there. */
export interface RemoteAddress {
  /** What git is given, and what people are shown: no name and no password of http(s) stands in it. */
  readonly url: string;
  /** Null where the address named none. */
  readonly login: Login | null;
}

export interface Login {
  /** Scheme, host and port: nobody else is told. */
  readonly origin: string;
  readonly user: string;
  readonly password: string;
}

const SCHEMES = ["http:", "https:", "ssh:", "git:", "file:"];

/**
 * Reads the address of a repository: a URL, `user@host:path` as ssh takes it, or a path.
 *
 * @throws WikiError `refused` in one line, which never holds what was given: a password may be in it.
 */
export function parseRemoteAddress(raw: string): RemoteAddress {
  if (raw === "") throw refusal("is empty");
  if (/[\p{C}\p{Zl}\p{Zp}]/u.test(raw)) throw refusal("has a control character in it");
  if (raw.startsWith("-")) throw refusal("begins with a dash, as an option does");
  if (/^[a-z0-9+.-]*::/i.test(raw)) throw refusal("names a helper program of git; a URL or a path is needed");
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(raw)) return parseUrl(raw);
  const [, host] = /^([^/]*?):/.exec(raw) ?? [];
  if (host === undefined || existsSync(raw)) return { url: path.resolve(raw), login: null };
  if (raw.slice(host.length).includes("@") && !host.includes("@")) throw refusal("has a password; ssh goes by keys");
  return withSafeHost(raw, host.slice(host.lastIndexOf("@") + 1));
}

function parseUrl(raw: string): RemoteAddress {
  const url = URL.canParse(raw) ? new URL(raw) : null;
  if (url === null || !SCHEMES.includes(url.protocol)) throw refusal("is no http, https, ssh, git or file URL");
  if (url.search !== "" || url.hash !== "") throw refusal("has a question mark or a hash in it");
  if (url.protocol !== "http:" && url.protocol !== "https:") {
    if (url.password !== "") throw refusal("has a password; one is used with http and https only");
    return withSafeHost(raw, url.hostname);
  }
  const login = loginIn(url);
  url.username = "";
  url.password = "";
  return { url: url.href, login };
}

function loginIn({ origin, username, password }: URL): Login | null {
  if (username === "" && password === "") return null;
  const login = { origin, user: decoded(username), password: decoded(password) };
  if (/\p{Cc}/u.test(login.user + login.password)) throw refusal("has a control character in its name or password");
  return login;
}

function withSafeHost(url: string, host: string): RemoteAddress {
  if (host.startsWith("-")) throw refusal("has a host that begins with a dash");
  return { url, login: null };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function refusal(reason: string): WikiError {
  return new WikiError("refused", `PLENARY_REMOTE ${reason}`);
}

/** What git or a server said, without anything that could be the login, whoever repeats it. */
export function withoutLogin(text: string, { login }: RemoteAddress): string {
  let told = text.replace(/(\w:\/\/)[^/@\s]+@/g, "$1");
  if (login === null) return told;
  const secrets = login.password === "" ? [login.user] : [login.password];
  for (const secret of secrets.flatMap((one) => [one, encodeURIComponent(one)])) told = told.replaceAll(secret, "…");
  return told;
}

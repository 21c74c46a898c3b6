import assert from "node:assert/strict";
import path from "node:path";
import type { z } from "zod";
import { remoteState } from "../../server/http/remote-schema.ts";
import { git } from "./git.ts";
import { clonePusher, type Pusher } from "./pusher.ts";
import type { TestServer } from "./server.ts";
import { until } from "./typist.ts";

export type Told = z.infer<typeof remoteState>;

export async function remoteOf(server: TestServer): Promise<Told> {
  const answer = await fetch(`${server.url}/-/api/v1/remote`);
  assert.equal(answer.status, 200);
  return remoteState.parse(await answer.json());
}

export async function untilRemote(
  server: TestServer,
  what: string,
  holds: (told: Told) => boolean,
  ms = 30_000,
): Promise<Told> {
  let last: Told | null = null;
  await until(
    what,
    async () => {
      last = await remoteOf(server);
      return holds(last);
    },
    ms,
  ).catch((cause: unknown) => {
    throw new Error(`${cause}: ${JSON.stringify(last)}`);
  });
  return last as unknown as Told;
}

/** An empty bare repository. */
export async function bareAt(dir: string): Promise<string> {
  await git(path.dirname(dir), "init", "-q", "--bare", "--initial-branch=main", dir);
  return dir;
}

export const mainOf = async (dir: string): Promise<string> => (await git(dir, "rev-parse", "main")).trim();

/** Has the wiki look at its remote now: as a webhook does. */
export async function call(server: TestServer): Promise<void> {
  const answer = await fetch(`${server.url}/-/hooks/remote`, {
    method: "POST",
    body: "{not json",
    headers: { "content-type": "application/json" },
  });
  assert.equal(answer.status, 202);
}

let clones = 0;

/** Somebody with a clone of a bare repository. */
export function cloneOf(dir: string, folder: string): Promise<Pusher> {
  clones += 1;
  return clonePusher(dir, path.join(folder, `clone${clones}`));
}

/** Saves a page by the API on top of what it is now. Gives the commit. */
export async function savePage(
  server: Pick<TestServer, "url">,
  page: string,
  change: (text: string) => string,
): Promise<string> {
  const address = `${server.url}/-/api/v1/pages/${page}`;
  const { text, commit } = (await (await fetch(address)).json()) as { text: string; commit: string };
  const headers = { "content-type": "application/json" };
  const body = JSON.stringify({ text: change(text), base: commit });
  const answer = await fetch(address, { method: "PUT", headers, body });
  assert.equal(answer.status, 200, await answer.clone().text());
  return ((await answer.json()) as { commit: string }).commit;
}

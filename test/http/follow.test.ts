import assert from "node:assert/strict";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, test } from "node:test";
import express from "express";
import pino from "pino";
import { failing } from "../../server/http/fail.ts";
import { type FollowLimits, followRouter } from "../../server/http/follow.ts";
import { sessions } from "../../server/http/viewer.ts";
import type { Views } from "../../server/http/views.ts";
import type { PagePath } from "../../server/text/page-path.ts";
import type { News } from "../../server/wiki/news.ts";
import { createPresenting, type Place, type Presenting } from "../../server/wiki/presenting.ts";
import type { Wiki, Writing } from "../../server/wiki/wiki.ts";
import { until } from "../kit/typist.ts";
import { createHandClock } from "../kit/wiki.ts";

const limits: FollowLimits = { all: 3, page: 2, gatherMs: 60, heartbeat: 60_000 };

let server: Server | undefined;

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

const views: Views = { build: "", asset: (name) => name, render: (name) => name };

interface House {
  readonly presenting: Presenting;
  readonly url: string;
  tell(news: { readonly kind: News["kind"]; readonly commit?: string; readonly path?: string }): void;
  /** Who is in the page's room from now on. */
  seat(...people: readonly Writing[]): void;
  /** Listeners the wiki has. */
  listeners(): number;
}

/** The door alone, on a wiki of two pages that only tells news. */
async function house(limit: FollowLimits = limits): Promise<House> {
  const listeners = new Set<(news: News) => void>();
  let writing: readonly Writing[] = [];
  const wiki = {
    page: async (path: string) => (path === "a.md" || path === "b.md" ? { path } : null),
    gone: async () => null,
    writing: () => writing,
    follow(_path: string, listener: (news: News) => void) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  } as unknown as Wiki;
  const app = express();
  const presenting = createPresenting({ clock: createHandClock(), moves: () => () => {}, kept: [], keep() {} });
  app.use(sessions({ secret: "of a test", guestNumber: async () => 1 }));
  const talksOf = () => async () => null;
  app.use(followRouter({ wiki, talksOf, presenting }, limit), failing({ log: pino({ level: "silent" }), views }));
  const listening = app.listen(0, "127.0.0.1");
  server = listening;
  await new Promise((resolve) => listening.once("listening", resolve));
  return {
    presenting,
    url: `http://127.0.0.1:${(listening.address() as AddressInfo).port}/-/follow/`,
    tell: (news) => {
      for (const listener of listeners) listener({ path: "a.md", ...news } as News);
    },
    seat(...people) {
      writing = people;
      for (const listener of listeners) listener({ kind: "people", path: "a.md" } as News);
    },
    listeners: () => listeners.size,
  };
}

/** Follows a page; `heard` grows with what comes. */
async function follower(address: string) {
  const gone = new AbortController();
  const answer = await fetch(address, { signal: gone.signal });
  const state = { answer, heard: "", leave: () => gone.abort() };
  const read = async (): Promise<void> => {
    const decoder = new TextDecoder();
    for await (const chunk of answer.body ?? []) state.heard += decoder.decode(chunk as Uint8Array, { stream: true });
  };
  read().catch(() => {});
  return state;
}

const count = (text: string, word: string): number => text.split(word).length - 1;

test("a follower is told at once that it is heard, and of every commit as it is made", async () => {
  const { url, tell } = await house();
  const one = await follower(`${url}a`);
  assert.equal(one.answer.headers.get("content-type"), "text/event-stream; charset=utf-8");
  await until("the greeting", () => one.heard.startsWith(":\n\n"));
  tell({ kind: "committed", commit: "c1" });
  tell({ kind: "committed", commit: "c2" });
  await until("both commits", () => count(one.heard, "event: committed") === 2);
  assert.match(one.heard, /event: committed\ndata: \{"path":"a.md","commit":"c1"\}\n\nevent: committed\n/);
});

test("many edits are told as few, and the last of them always", async () => {
  const { url, tell } = await house();
  const one = await follower(`${url}a`);
  for (let edit = 0; edit < 50; edit++) tell({ kind: "edited" });
  await until("the first and the last", () => count(one.heard, "event: edited") === 2);
  await new Promise((resolve) => setTimeout(resolve, 3 * limits.gatherMs));
  assert.equal(count(one.heard, "event: edited"), 2);
  tell({ kind: "edited" });
  await until("one after the quiet", () => count(one.heard, "event: edited") === 3);
});

const inTalk = (talkSlug: string | null, ...names: readonly string[]): Writing =>
  ({ talkSlug, people: names.map((name, n) => ({ name, slot: n + 1, again: false })) }) as unknown as Writing;

test("who is in which talk is told once they have come to rest, and only where it is news", async () => {
  const { url, seat } = await house();
  const one = await follower(`${url}a`);
  await until("the greeting", () => one.heard !== "");
  seat(inTalk(null, "Ann"));
  seat(inTalk("expo", "Ann"));
  await until("the coming", () => count(one.heard, "event: people") === 1);
  const data = `{"path":"a.md","commit":null,"writing":[{"talk":"expo","people":[{"name":"Ann","slot":1,"again":false}]}]}`;
  assert.ok(one.heard.includes(`event: people\ndata: ${data}\n\n`), one.heard);
  // A reload: gone and there again.
  seat();
  seat(inTalk("expo", "Ann"));
  await new Promise((resolve) => setTimeout(resolve, 3 * limits.gatherMs));
  assert.equal(count(one.heard, "event: people"), 1);
  seat();
  await until("the leaving", () => one.heard.includes('"writing":[]'));
});

test("who leaves is forgotten, and makes room", async () => {
  const { url, listeners } = await house();
  const [one, two] = [await follower(`${url}a`), await follower(`${url}a.md`)];
  const third = await fetch(`${url}a`);
  assert.equal(third.status, 503);
  assert.equal(listeners(), 1, "one for all who follow a page");
  one.leave();
  two.leave();
  await until("both are forgotten", () => listeners() === 0);
  assert.equal((await follower(`${url}a`)).answer.status, 200);
});

test("there is room for so many on one page, and for so many in all", async () => {
  const { url } = await house();
  const statuses: number[] = [];
  for (const page of ["a", "a", "a", "b", "b"]) statuses.push((await follower(url + page)).answer.status);
  assert.deepEqual(statuses, [200, 200, 503, 200, 503]);
});

test("a silent stream is kept open by a word now and then", async () => {
  const { url } = await house({ ...limits, heartbeat: 20 });
  const one = await follower(`${url}a`);
  await until("two heartbeats", () => count(one.heard, ":\n\n") >= 3);
});

test("there is nothing to follow where there is no page", async () => {
  const { url, listeners } = await house();
  const { status } = await fetch(`${url}c`);
  assert.equal(status, 404);
  assert.equal(listeners(), 0);
});

test("who follows a deck is told how it stands, each move, and the end", async () => {
  const { url, presenting } = await house();
  const path = "a.md" as PagePath;
  const place = (slide: string): Place => ({ slide, print: "", step: -1 });
  const early = await follower(`${url}a?slides`);
  await until("nobody presents", () =>
    early.heard.includes(`event: slide\ndata: {"path":"a.md","commit":null,"session":null,"yours":false}\n\n`),
  );
  const { session } = presenting.begin(path, { id: "1", name: "Ann" }, place("expo"), null);
  const told = `event: slide\ndata: {"path":"a.md","commit":null,"session":"${session}","by":"Ann","slide":"expo","print":"","step":-1,"move":1`;
  await until("the beginning", () => early.heard.includes(`${told}}\n\n`));
  const late = await follower(`${url}a`);
  await until("the late comer knows", () => late.heard.includes(`${told},"yours":false}\n\n`));
  presenting.end(path, { id: "1", name: "Ann" });
  await until("the end", () => late.heard.includes(`"session":null}`) && early.heard.includes(`"session":null}`));
});

test("a page that nobody presents says nothing of slides to who only reads it", async () => {
  const { url, tell } = await house();
  const one = await follower(`${url}a`);
  await until("the greeting", () => one.heard !== "");
  tell({ kind: "committed", commit: "c1" });
  await until("the commit", () => count(one.heard, "event: committed") === 1);
  assert.equal(count(one.heard, "event: slide"), 0);
});

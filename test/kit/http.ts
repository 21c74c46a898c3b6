import assert from "node:assert/strict";
import { once } from "node:events";
import http from "node:http";
import request from "supertest";

/** An answer to a request whose target went over the wire letter by letter. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
}

/** Sends a target as it is: no client normalises its dots, slashes or percent signs on the way. */
export async function sendRaw(
  url: string,
  target: string,
  {
    method = "GET",
    headers = {},
  }: { readonly method?: string; readonly headers?: Readonly<Record<string, string>> } = {},
): Promise<RawAnswer> {
  const { hostname, port } = new URL(url);
  const sent = http.request({ hostname, port, path: target, method, headers, agent: false });
  sent.end();
  const [answer] = (await once(sent, "response")) as [http.IncomingMessage];
  const parts: Buffer[] = [];
  for await (const part of answer) parts.push(part as Buffer);
  return { status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(parts).toString() };
}

/** A page over the API, with what a save of it needs. */
export async function pageOf(url: string, path: string): Promise<{ commit: string; text: string; room: string }> {
  const answer = await request(url).get(`/-/api/v1/pages/${path}`).expect(200);
  return answer.body;
}

/** What pressing the button of a page's form sends, and where to; the form is the one with a text. */
export interface FilledForm {
  readonly action: string;
  readonly fields: Readonly<Record<string, string>>;
}

/** The form with a text in a page, as a browser without scripts has it. */
export function filledForm(html: string): FilledForm {
  const form = /<form [^>]*action="([^"]*)"[^>]*>((?:(?!<\/form>).)*<textarea (?:(?!<\/form>).)*)<\/form>/s.exec(html);
  assert.ok(form, "there is no form with a text");
  const [, action = "", inside = ""] = form;
  const fields: Record<string, string> = {};
  for (const [, name = "", value = ""] of inside.matchAll(/<input [^>]*name="(\w+)" value="([^"]*)"/g)) {
    fields[name] = unescaped(value);
  }
  for (const [, name = "", text = ""] of inside.matchAll(/<textarea [^>]*name="(\w+)"[^>]*>\n([^<]*)<\/textarea>/g)) {
    fields[name] = unescaped(text);
  }
  return { action: unescaped(action), fields };
}

const SIGNS: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"' };

function unescaped(html: string): string {
  return html.replaceAll(/&(?:(amp|lt|gt|quot)|#x([0-9A-Fa-f]+));/g, (_, sign: string | undefined, code: string) =>
    sign === undefined ? String.fromCodePoint(Number.parseInt(code, 16)) : (SIGNS[sign] ?? ""),
  );
}

/** Somebody who follows a page. */
export interface Follower {
  /** Kinds and data so far. */
  readonly events: readonly { readonly kind: string; readonly data: { path: string; commit: string | null } }[];
  close(): void;
}

/** Follows a page. Resolves when the server has begun to tell. */
export async function follow(url: string, path: string): Promise<Follower> {
  const stop = new AbortController();
  const answer = await fetch(`${url}/-/follow/${path}`, { signal: stop.signal });
  assert.equal(answer.status, 200);
  assert.match(answer.headers.get("content-type") ?? "", /^text\/event-stream/);
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
  assert.ok(reader);
  const { value: first = "" } = await reader.read();
  assert.ok(first.startsWith(":\n\n"));
  const events: { kind: string; data: { path: string; commit: string | null } }[] = [];
  const read = async (): Promise<void> => {
    let text = first;
    for (;;) {
      const blocks = text.split("\n\n");
      text = blocks.pop() ?? "";
      for (const block of blocks) {
        const [, kind, data] = /^event: (.+)\ndata: (.+)$/.exec(block) ?? [];
        if (kind !== undefined && data !== undefined) events.push({ kind, data: JSON.parse(data) });
      }
      const { done, value } = await reader.read();
      if (done) return;
      text += value;
    }
  };
  read().catch((error: unknown) => {
    if (!stop.signal.aborted) throw error;
  });
  return { events, close: () => stop.abort() };
}

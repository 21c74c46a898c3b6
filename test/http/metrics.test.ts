import assert from "node:assert/strict";
import path from "node:path";
import { after, before, test } from "node:test";
import { expositionOf } from "../../server/http/exposition.ts";
import { temporaryFolder } from "../kit/folder.ts";
import { pageOf } from "../kit/http.ts";
import { clonePusher } from "../kit/pusher.ts";
import { startTestServer, type TestServer } from "../kit/server.ts";
import { joinRoom, type Typist, until } from "../kit/typist.ts";

const page = "events/2016/06/dockercon16";

let server: TestServer;
const typists: Typist[] = [];
let folder: Awaited<ReturnType<typeof temporaryFolder>>;

before(async () => {
  [server, folder] = await Promise.all([startTestServer({ push: "open" }), temporaryFolder()]);
});
after(async () => {
  for (const typist of typists) typist.leave();
  await server?.close();
  await folder?.remove();
});

async function join(): Promise<Typist> {
  const typist = joinRoom(server.url, (await pageOf(server.url, page)).room);
  typists.push(typist);
  await typist.synced();
  return typist;
}

/** What was scraped: series -> value. Fails where a line is none of the format, or stands apart from its metric's head. */
async function scrape(): Promise<ReadonlyMap<string, number>> {
  const answer = await fetch(`${server.url}/-/metrics`);
  assert.equal(answer.status, 200);
  assert.equal(answer.headers.get("content-type"), "text/plain; version=0.0.4; charset=utf-8");
  assert.equal(answer.headers.get("cache-control"), "no-store");
  const text = await answer.text();
  assert.ok(text.endsWith("\n"));
  const found = new Map<string, number>();
  const heads = new Set<string>();
  let current = "";
  for (const line of text.slice(0, -1).split("\n")) {
    const [, kind = "", name = ""] = /^# (HELP|TYPE) (plenary_[a-z0-9_]+) (?:gauge$|counter$|\S.*\.$)/.exec(line) ?? [];
    if (kind !== "") {
      assert.ok(!heads.has(kind + name), `${kind} of ${name} once`);
      assert.equal(kind === "TYPE" ? current : name, name, "first its help, then its type");
      heads.add(kind + name);
      current = name;
      continue;
    }
    const [, series = "", ofMetric = "", value = ""] =
      /^((plenary_[a-z0-9_]+)(?:\{(?:[a-z]+="[^"\\\n]*",?)+\})?) (-?[0-9.]+(?:e[+-]?\d+)?)$/.exec(line) ?? [];
    assert.equal(ofMetric, current, line);
    assert.ok(!found.has(series), `${series} once`);
    found.set(series, Number(value));
  }
  return found;
}

/** By how much each of these has grown. */
async function grown(series: readonly string[], deed: () => Promise<unknown>): Promise<number[]> {
  const first = await scrape();
  await deed();
  const second = await scrape();
  return series.map((name) => (second.get(name) ?? Number.NaN) - (first.get(name) ?? Number.NaN));
}

test("every line is of the text format, and no page or person is named", async () => {
  await join();
  await scrape();
  const found = await scrape();
  for (const name of [
    "plenary_uptime_seconds",
    "plenary_process_cpu_seconds_total",
    "plenary_process_resident_memory_bytes",
    "plenary_process_heap_used_bytes",
  ]) {
    assert.ok((found.get(name) ?? 0) > 0, name);
  }
  assert.equal(found.get("plenary_live_log_writable"), 1);
  assert.equal(found.get("plenary_people_connected"), 1);
  assert.ok([...found.keys()].some((series) => series.startsWith("plenary_build_info{build=")));
  assert.doesNotMatch([...found.keys()].join("\n"), /dockercon|guest|events/i);
});

test("the event loop's delay is told from the second scrape on", async () => {
  await scrape();
  await until("it was looked at", async () => (await scrape()).has('plenary_event_loop_delay_seconds{quantile="1"}'));
});

test("answers are counted by the class of their status", async () => {
  const classes = ["2xx", "4xx"].map((name) => `plenary_http_requests_total{class="${name}"}`);
  const [well = 0, missing = 0] = await grown(classes, async () => {
    await (await fetch(`${server.url}/nothing-here`)).text();
    // An answer is counted when its connection is done with it, which may be after it was read.
    await until("it is counted", async () => ((await scrape()).get(classes[1] ?? "") ?? 0) > 0);
  });
  assert.ok(well >= 1);
  assert.equal(missing, 1);
});

test("text that is typed waits until it is saved, and the save is counted", async () => {
  const typist = await join();
  typist.text.insert(typist.text.length, "\n- typed for the figures\n");
  await typist.acknowledged();
  const waiting = await scrape();
  assert.equal(waiting.get("plenary_rooms_uncommitted"), 1);
  assert.ok((waiting.get("plenary_uncommitted_age_seconds") ?? 0) > 0);
  const [made, failed] = await grown(
    ['plenary_saves_total{result="made"}', 'plenary_saves_total{result="failed"}'],
    async () => {
      const answer = await fetch(`${server.url}/-/save/${page}`, { method: "POST" });
      assert.equal(answer.status, 200);
    },
  );
  assert.deepEqual([made, failed], [1, 0]);
  const saved = await scrape();
  assert.equal(saved.get("plenary_rooms_uncommitted"), 0);
  assert.equal(saved.get("plenary_uncommitted_age_seconds"), 0);
});

test("clones and pushes are counted, and none runs when they are done", async () => {
  const [fetched, pushed, refused] = await grown(
    [
      'plenary_git_fetch_exchanges_total{result="answered"}',
      'plenary_git_pushes_total{result="answered"}',
      'plenary_git_fetch_exchanges_total{result="refused"}',
    ],
    async () => {
      const pusher = await clonePusher(`${server.url}/notes.git`, path.join(folder.path, "clone"));
      await pusher.commit({ "figures.md": "Figures\n-------\n" });
      const { done, said } = await pusher.push("origin", "main");
      assert.ok(done, said);
      const broken = await fetch(`${server.url}/notes.git/git-upload-pack`, {
        method: "POST",
        headers: { "Content-Type": "application/x-git-upload-pack-request", "Content-Encoding": "gzip" },
        body: "no gzip",
      });
      assert.equal(broken.status, 400);
    },
  );
  assert.deepEqual([fetched, pushed, refused], [3, 1, 1]);
  const found = await scrape();
  assert.deepEqual([found.get("plenary_git_fetch_running"), found.get("plenary_git_fetch_waiting")], [0, 0]);
});

test("what stands in a label is escaped, and a metric without samples is left out", () => {
  const metric = { name: "plenary_x", kind: "gauge", help: "A\\B\nC." } as const;
  const samples = [{ labels: { of: 'a"b\\c\nd' }, value: Number.POSITIVE_INFINITY }];
  assert.equal(
    expositionOf([
      { ...metric, samples },
      { ...metric, name: "plenary_y", samples: [] },
    ]),
    '# HELP plenary_x A\\\\B\\nC.\n# TYPE plenary_x gauge\nplenary_x{of="a\\"b\\\\c\\nd"} +Inf\n',
  );
});

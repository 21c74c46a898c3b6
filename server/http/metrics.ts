import { type IntervalHistogram, monitorEventLoopDelay } from "node:perf_hooks";
import { type RequestHandler, Router } from "express";
import type { HttpDeps } from "./deps.ts";
import { EXPOSITION_TYPE, expositionOf, type Metric } from "./exposition.ts";
import type { Rendering } from "./rendering.ts";

/** How often the event loop is looked at, ms. */
const LOOKED_AT_MS = 20;

/** Answers by the first digit of their status. */
export interface Answers {
  readonly count: RequestHandler;
  metric(): Metric;
}

export function createAnswers(): Answers {
  const classes = new Map(["1xx", "2xx", "3xx", "4xx", "5xx"].map((name) => [name, 0]));
  return {
    count: (_req, res, next) => {
      res.once("close", () => {
        const name = `${Math.floor(res.statusCode / 100)}xx`;
        classes.set(name, (classes.get(name) ?? 0) + 1);
      });
      next();
    },
    metric: () => ({
      name: "plenary_http_requests_total",
      kind: "counter",
      help: "HTTP requests that ended, by the class of their status.",
      samples: [...classes].map(([name, value]) => ({ labels: { class: name }, value })),
    }),
  };
}

/** `GET /-/metrics` for operators: figures for Prometheus. None of them names a page or a person. */
export function metricsRouter(
  deps: Pick<HttpDeps, "vitals"> & Pick<Rendering, "views"> & { readonly answers: Answers },
): Router {
  const router = Router({ caseSensitive: true, strict: true });
  const loop = loopDelay();
  router.get("/-/metrics", async (_req, res) => {
    const metrics = [...processMetrics(deps.views.build), ...loop(), deps.answers.metric(), ...(await deps.vitals())];
    res.set("Cache-Control", "no-store").set("Content-Type", EXPOSITION_TYPE).send(expositionOf(metrics));
  });
  return router;
}

function processMetrics(build: string): Metric[] {
  const { rss, heapUsed } = process.memoryUsage();
  const { user, system } = process.cpuUsage();
  const gauge = (name: Metric["name"], help: string, value: number): Metric => ({
    name,
    kind: "gauge",
    help,
    samples: [{ value }],
  });
  return [
    {
      ...gauge("plenary_build_info", "Always 1; the build, and the node that runs it.", 1),
      samples: [{ labels: { build, node: process.versions.node }, value: 1 }],
    },
    gauge("plenary_uptime_seconds", "Since the process was started.", process.uptime()),
    {
      ...gauge("plenary_process_cpu_seconds_total", "CPU of the server's own process, user and system.", 0),
      kind: "counter",
      samples: [{ value: (user + system) / 1e6 }],
    },
    gauge("plenary_process_resident_memory_bytes", "Memory of the server's own process.", rss),
    gauge("plenary_process_heap_used_bytes", "JavaScript heap in use.", heapUsed),
  ];
}

/** How late the event loop is, since the last time that was asked. Looked at from the first asking on: nobody else pays for it. */
function loopDelay(): () => Metric[] {
  let histogram: IntervalHistogram | null = null;
  return () => {
    if (histogram === null) {
      histogram = monitorEventLoopDelay({ resolution: LOOKED_AT_MS });
      histogram.enable();
      return [];
    }
    // What it tells is the time from one look to the next.
    const seconds = (nanoseconds: number): number => Math.max(0, nanoseconds / 1e9 - LOOKED_AT_MS / 1000);
    const samples =
      histogram.count === 0
        ? []
        : [
            { labels: { quantile: "0.5" }, value: seconds(histogram.percentile(50)) },
            { labels: { quantile: "0.99" }, value: seconds(histogram.percentile(99)) },
            { labels: { quantile: "1" }, value: seconds(histogram.max) },
          ];
    histogram.reset();
    return [
      {
        name: "plenary_event_loop_delay_seconds",
        kind: "gauge",
        help: "How late the event loop was since the last scrape; 1 is the worst.",
        samples,
      },
    ];
  };
}

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";

/**
 * Which way imports run. The rooms of the house, what each may import of the house, and which packages it may know
 * (`node:` modules are packages here). A type import counts as an import: knowing a shape is knowing.
 */
interface Rule {
  readonly house: readonly string[];
  readonly packages: readonly RegExp[];
}

const RULES: Readonly<Record<string, Rule>> = {
  "server/text": { house: ["server/text"], packages: [/^diff$/] },
  "server/git": {
    house: ["server/git", "server/text/diff.ts", "server/errors.ts", "server/lru.ts", "server/pace.ts"],
    packages: [/^node:/, /^isomorphic-git$/, /^pino$/],
  },
  "server/docs": {
    house: ["server/docs", "server/text", "server/errors.ts"],
    packages: [/^node:(?:crypto|fs|fs\/promises|path|util|worker_threads|zlib)$/, /^yjs$/, /^lib0\//, /^lmdb$/],
  },
  "server/render": {
    house: ["server/render", "server/text", "server/errors.ts", "server/lru.ts"],
    packages: [/^node:(?:module|worker_threads)$/, /^markdown-it/, /^sanitize-html$/, /^highlight\.js/, /^katex$/],
  },
  "server/pictures": {
    house: ["server/pictures", "server/errors.ts", "server/lru.ts"],
    packages: [/^node:(?:crypto|fs\/promises|path)$/, /^sharp$/, /^file-type$/],
  },
  "server/wiki": { house: ["server/wiki", "server/text", "server/errors.ts", "server/pace.ts"], packages: [] },
  "server/live": {
    house: ["server/live", "server/docs", "server/wiki", "server/text", "server/errors.ts"],
    packages: [/^node:(?:http|stream)$/, /^ws$/, /^lib0\//, /^pino$/],
  },
  "server/http": {
    house: [
      "server/http",
      "server/wiki",
      "server/render",
      "server/pictures",
      "server/text",
      "server/errors.ts",
      "server/lru.ts",
    ],
    packages: [
      /^node:(?:crypto|fs|http|module|net|path|perf_hooks|stream|stream\/promises|tls|url|util|zlib)$/,
      /^express$/,
      /^handlebars(?:\/runtime\.js)?$/,
      /^(?:helmet|compression|multer|zod|pino)$/,
    ],
  },
  // The edge and the composition root.
  server: { house: ["server"], packages: [/^node:/, /^pino$/] },
  client: {
    house: ["client", "server/text"],
    packages: [
      /^@codemirror\//,
      /^@lezer\//,
      /^(?:yjs|y-websocket|y-indexeddb)$/,
      /^y-protocols\//,
      /^lib0\//,
      /^reveal\.js/,
      /^mermaid$/,
    ],
  },
};

/** Files at the top of `server/`, and what of the house each may import. Only the composition root imports every room. */
const EDGE: Readonly<Record<string, readonly RegExp[]>> = {
  "server/main.ts": [/^server\/(?:config|data-folder|engine|errors|server|token-command|tokens-file)\.ts$/],
  "server/engine.ts": [],
  "server/config.ts": [],
  "server/errors.ts": [],
  "server/lru.ts": [],
  "server/pace.ts": [],
  "server/folder-lock.ts": [/^server\/errors\.ts$/],
  "server/kept-file.ts": [],
  "server/data-folder.ts": [/^server\/(?:errors|folder-lock|kept-file)\.ts$/],
  "server/tokens-file.ts": [/^server\/(?:errors|kept-file)\.ts$/],
  "server/token-command.ts": [/^server\/(?:errors|tokens-file)\.ts$/],
  "server/leads-file.ts": [/^server\/folder-lock\.ts$/, /^server\/wiki\/presenting\.ts$/],
  "server/remote-file.ts": [/^server\/(?:folder-lock|kept-file)\.ts$/, /^server\/wiki\/mirror-ports\.ts$/],
  "server/mirroring.ts": [/^server\/(?:config|data-folder|errors|remote-file)\.ts$/, /^server\/(?:docs|git|wiki)\//],
  "server/first-start.ts": [/^server\/config\.ts$/, /^server\/(?:git|text)\//, /^server\/wiki\/credits\.ts$/],
  "server/listening.ts": [/^server\/(?:config|errors)\.ts$/],
  "server/vitals.ts": [
    /^server\/(?:errors|docs\/rooms|git\/gate|http\/exposition|live\/roster|wiki\/(?:assembly|mirror|mirror-ports|ports))\.ts$/,
  ],
  "server/server.ts": [/^server\//],
};

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");

interface Import {
  readonly from: string;
  /** A file of the house, from its root; or a package's name as written. */
  readonly to: string;
  readonly inside: boolean;
}

function filesIn(folder: string): string[] {
  return readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => path.posix.join(folder, name.split(path.sep).join("/")));
}

function importsOf(file: string): Import[] {
  const source = readFileSync(path.join(root, file), "utf8");
  const found = source.matchAll(
    /^(?:import|export)\s[\w\s{},*$]*?\sfrom\s*["']([^"']+)["']|^import\s*["']([^"']+)["']|\bimport\(\s*["']([^"']+)["']/gm,
  );
  return [...found].map((match) => {
    const specifier = match[1] ?? match[2] ?? match[3] ?? "";
    const inside = specifier.startsWith(".");
    return { from: file, to: inside ? path.posix.join(path.posix.dirname(file), specifier) : specifier, inside };
  });
}

function roomOf(file: string): string {
  const [top = "", next = ""] = file.split("/");
  const room = `${top}/${next}`;
  return top === "server" && room in RULES ? room : top;
}

const files = [...filesIn("server"), ...filesIn("client")];
const imports = files.flatMap(importsOf);

describe("the house", () => {
  it("has a rule for every room", () => {
    const rooms = new Set(files.map(roomOf));
    assert.deepEqual(
      [...rooms].filter((room) => !(room in RULES)),
      [],
    );
  });

  it("imports only the way the rules say", () => {
    const wrong = imports.filter(({ from, to, inside }) => {
      if (!inside) return !RULES[roomOf(from)]?.packages.some((allowed) => allowed.test(to));
      const edge = roomOf(from) === "server" ? (EDGE[from] ?? []) : null;
      if (edge) return !edge.some((allowed) => allowed.test(to));
      return !RULES[roomOf(from)]?.house.some((allowed) => to === allowed || to.startsWith(`${allowed}/`));
    });
    assert.deepEqual(
      wrong.map(({ from, to }) => `${from} -> ${to}`),
      [],
    );
  });

  it("names every file at the server's edge", () => {
    const edge = files.filter((file) => roomOf(file) === "server");
    assert.deepEqual(
      edge.filter((file) => !(file in EDGE)),
      [],
    );
  });

  it("imports only files that are there", () => {
    const there = new Set(files);
    const missing = imports.filter(({ to, inside }) => inside && to.endsWith(".ts") && !there.has(to));
    assert.deepEqual(
      missing.map(({ from, to }) => `${from} -> ${to}`),
      [],
    );
  });

  it("has no circle of imports", () => {
    const next = new Map(
      files.map((file) => [
        file,
        importsOf(file)
          .filter((one) => one.inside)
          .map((one) => one.to),
      ]),
    );
    const done = new Set<string>();
    const circles: string[] = [];
    const visit = (file: string, trail: readonly string[]): void => {
      if (trail.includes(file)) {
        circles.push([...trail.slice(trail.indexOf(file)), file].join(" -> "));
        return;
      }
      if (done.has(file)) return;
      for (const to of next.get(file) ?? []) visit(to, [...trail, file]);
      done.add(file);
    };
    for (const file of files) visit(file, []);
    assert.deepEqual(circles, []);
  });

  it("reads settings from the environment in one place, and hands git its own part of it in another", () => {
    const readers = files.filter((file) =>
      /\bprocess\.(?:env|argv)\b/.test(readFileSync(path.join(root, file), "utf8")),
    );
    assert.deepEqual(readers.sort(), ["server/git/process.ts", "server/main.ts"]);
  });
});

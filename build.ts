/**
 * `npm run build`: the server as plain JavaScript, the views precompiled, the browser's code bundled; all into `dist/`.
 * Silent when it succeeds. Everything is written beside and then moved into place, so a running server never sees half.
 */
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { type BuildOptions, build as bundle, type Metafile } from "esbuild";
import Handlebars from "handlebars";

const root = path.dirname(fileURLToPath(import.meta.url));
const out = path.join(root, "dist");
const staging = path.join(root, `dist.${process.pid}`);

/** One file, and one for each of its threads, with source maps, packages left outside. Types are checked elsewhere. */
async function bundleServer(): Promise<void> {
  await bundle({
    absWorkingDir: root,
    entryPoints: [
      "server/main.ts",
      "server/docs/trial-worker.js",
      "server/render/press-worker.js",
      "server/http/comparing-worker.js",
    ],
    entryNames: "[name]",
    outdir: path.join(staging, "server"),
    bundle: true,
    packages: "external",
    platform: "node",
    format: "esm",
    target: "node20",
    sourcemap: true,
    logLevel: "warning",
  });
}

/** views/NAME.hbs and views/partials/NAME.hbs as one module of precompiled templates, each under its own name. */
async function compileViews(): Promise<void> {
  const read = async (folder: string): Promise<string[]> => {
    const names = (await readdir(path.join(root, folder))).filter((name) => name.endsWith(".hbs")).sort();
    return Promise.all(
      names.map(async (name) => {
        const source = await readFile(path.join(root, folder, name), "utf8");
        const spec = String(Handlebars.precompile(source, { preventIndent: true }));
        return `  ${JSON.stringify(name.slice(0, -4))}: ${spec},`;
      }),
    );
  };
  const [templates, partials] = await Promise.all([read("views"), read("views/partials")]);
  const module = `export const templates = {\n${[...templates, ...partials].join("\n")}\n};\n`;
  await writeFile(path.join(staging, "views.js"), module);
}

/** The name without its hash, as the views ask for it: `editor-1A2B3C.js` is `editor.js`. */
function entryName(file: string): string {
  return file.replace(/-[0-9A-Z]{8}(?=\.(?:js|css)$)/, "");
}

async function bundleClient(): Promise<void> {
  const scripts = ["editor", "slides", "viewer"].map((room) => ({ in: `client/${room}/main.ts`, out: room }));
  const sheets = ["plenary", "editor", "deck"].map((sheet) => ({ in: `client/style/${sheet}.css`, out: sheet }));
  const outdir = path.join(staging, "client");
  const settings: BuildOptions & { metafile: true } = {
    absWorkingDir: root,
    entryNames: "[name]-[hash]",
    outdir,
    bundle: true,
    format: "esm",
    target: "es2022",
    minify: true,
    metafile: true,
    logLevel: "warning",
  };
  const [house, diagrams] = await Promise.all([
    bundle({ ...settings, entryPoints: [...scripts, ...sheets], sourcemap: true }),
    // In pieces: each kind of diagram comes when one is drawn.
    bundle({
      ...settings,
      entryPoints: [{ in: "client/diagrams/frame.ts", out: "diagrams" }],
      splitting: true,
      chunkNames: "diagrams-[name]-[hash]",
    }),
  ]);
  const manifest = { ...manifestOf(house.metafile, outdir), ...manifestOf(diagrams.metafile, outdir) };
  await writeFile(path.join(outdir, "manifest.json"), JSON.stringify(manifest, null, 2));
}

function manifestOf(metafile: Metafile, outdir: string): Record<string, string> {
  const manifest: Record<string, string> = {};
  for (const [file, output] of Object.entries(metafile.outputs)) {
    if (!output.entryPoint?.startsWith("client/")) continue;
    const name = path.relative(outdir, path.join(root, file));
    manifest[entryName(name)] = name;
  }
  return manifest;
}

async function main(): Promise<void> {
  await mkdir(path.join(staging, "client"), { recursive: true });
  try {
    await Promise.all([bundleServer(), compileViews(), bundleClient()]);
    await rm(out, { recursive: true, force: true });
    await rename(staging, out);
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

await main();

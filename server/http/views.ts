import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type Handlebars from "handlebars";
import handlebarsRuntime from "handlebars/runtime.js";

/** The built pages: templates and the addresses of the client's files. */
export interface Views {
  /** Changes with every build that changes a template or a client file; every page's ETag depends on it. */
  readonly build: string;
  /** The address of a built client file: "editor.js" -> "/-/assets/editor-HASH.js". Throws for a file that was not built. */
  asset(name: string): string;
  /** A page of HTML. All values are escaped but those a template takes with three braces. Throws for an unknown template. */
  render(name: string, model: object): string;
}

// The package types its runtime as an empty module. It is Handlebars without the compiler.
const runtime = handlebarsRuntime as unknown as typeof Handlebars;

type Manifest = Readonly<Record<string, string>>;
type Templates = Readonly<Record<string, TemplateSpecification>>;

/**
 * Loads what `npm run build` made. Every template can be used as a partial under its own name. Templates may call
 * `{{asset "name"}}` and, inside a script of type application/json, `{{json value}}`.
 *
 * @param built absolute path of the build's folder. Read once; throws where it is missing or incomplete.
 */
export function createViews(built: string): Views {
  const source = join(built, "views.js");
  const list = readFileSync(join(built, "client", "manifest.json"), "utf8");
  const manifest = JSON.parse(list) as Manifest;
  const { templates } = createRequire(import.meta.url)(source) as { templates: Templates };

  const asset = (name: string): string => {
    const file = Object.hasOwn(manifest, name) ? manifest[name] : undefined;
    if (file === undefined) throw new Error(`no client file "${name}" was built`);
    return `/-/assets/${file}`;
  };

  const pages = runtime.create();
  pages.registerHelper("asset", asset);
  pages.registerHelper("json", (value: unknown) => new runtime.SafeString(scriptJson(value)));
  const rendering = new Map<string, Handlebars.TemplateDelegate>();
  for (const [name, specification] of Object.entries(templates)) {
    const template = pages.template(specification);
    rendering.set(name, template);
    pages.registerPartial(name, template);
  }

  return {
    build: createHash("sha256").update(readFileSync(source)).update(list).digest("base64url").slice(0, 12),
    asset,
    render(name, model) {
      const template = rendering.get(name);
      if (template === undefined) throw new Error(`no template "${name}" was built`);
      return template(model);
    },
  };
}

/** JSON that may stand inside a script element: nothing in it can end the element or open a comment. */
export function scriptJson(value: unknown): string {
  return JSON.stringify(value)
    .replaceAll("<", "\\u003c")
    .replaceAll("\u2028", "\\u2028")
    .replaceAll("\u2029", "\\u2029");
}

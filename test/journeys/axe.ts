import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";

interface Finding {
  readonly id: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
}

let program: Promise<string> | null = null;

/**
 * What axe finds on a page as it stands, a line a rule: how often it is broken, and where first.
 *
 * @param options of `axe.run`.
 */
export async function findingsOn(page: Page, options: object = {}): Promise<string[]> {
  program ??= readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
  // Evaluated through the debugger, which the page's policy does not bind.
  await page.evaluate(await program);
  const run = `axe.run(${JSON.stringify(options)}).then((result) => result.violations)`;
  const violations: Finding[] = await page.evaluate(run);
  return violations.map(({ id, nodes }) => `${id} (${nodes.length}): ${nodes[0]?.html} ${nodes[0]?.failureSummary}`);
}

/**
 * A reporter for `node --test`: the files in which a test failed, one a line, each once, as absolute paths. JavaScript,
 * since reporters are loaded before TypeScript can be.
 *
 * @param {AsyncIterable<import("node:test/reporters").TestEvent>} events
 */
// biome-ignore lint/style/noDefaultExport: a reporter is one
export default async function* failedFiles(events) {
  const told = new Set();
  for await (const { type, data } of events) {
    if (type !== "test:fail") continue;
    // A file that ends before its tests do is told of by its own name.
    const failed = data.file ?? data.name;
    if (told.has(failed)) continue;
    told.add(failed);
    yield `${failed}\n`;
  }
}

import { open, rename } from "node:fs/promises";

/** Small files that are rewritten whole, for the owner's eyes only: written beside, on disk, then in place. A crash leaves the old content or the new. */
export async function replaceFile(file: string, content: string): Promise<void> {
  const beside = `${file}.${process.pid}`;
  const handle = await open(beside, "w", 0o600);
  try {
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(beside, file);
}

/** What stands in the way of a new file: the same path but for case or Unicode form, or a file where a folder must be. */
export function clashOf(path: string, files: Iterable<string>): string | null {
  const wanted = folded(path);
  for (const file of files) {
    const there = folded(file);
    if (there === wanted || wanted.startsWith(`${there}/`) || there.startsWith(`${wanted}/`)) return file;
  }
  return null;
}

/** A path or name as file systems that tell neither case nor Unicode form see it. */
export function folded(path: string): string {
  return path.normalize("NFC").toLowerCase();
}

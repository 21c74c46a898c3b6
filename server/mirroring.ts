import type { Logger } from "pino";
import type { Config } from "./config.ts";
import type { DataFolder } from "./data-folder.ts";
import { joinTexts } from "./docs/page-doc.ts";
import { WikiError } from "./errors.ts";
import { checkGit, OLDEST_MERGING_GIT } from "./git/open.ts";
import { createGit } from "./git/process.ts";
import { createRemote } from "./git/remote.ts";
import { parseRemoteAddress, type RemoteAddress } from "./git/remote-address.ts";
import type { Repository } from "./git/repo.ts";
import { openRemoteFile } from "./remote-file.ts";
import type { RunningWiki } from "./wiki/assembly.ts";
import { WIKI } from "./wiki/credits.ts";
import { createMirror, type Mirror } from "./wiki/mirror.ts";
import { joinVersions } from "./wiki/mirror-texts.ts";
import type { Clock } from "./wiki/ports.ts";
import { pushedNames } from "./wiki/pushed-names.ts";

export interface MirroringParts {
  readonly config: Config;
  readonly folder: DataFolder;
  readonly repository: Repository;
  readonly wiki: RunningWiki;
  /** Called when branches or tags were moved. */
  readonly named: () => void;
  readonly limits: { readonly push: number; readonly file: number; readonly text: number };
  readonly clock: Clock;
  readonly log: Logger;
}

/** The remote that the settings name, null where they name none. Throws WikiError `refused` in one line where it can be none. */
export async function remoteOf({ remote }: Config): Promise<RemoteAddress | null> {
  if (remote === null) return null;
  const address = parseRemoteAddress(remote);
  // Asked of no repository: there may be none yet.
  await checkGit(createGit("."), OLDEST_MERGING_GIT).catch((cause: Error) => {
    throw new WikiError("refused", `PLENARY_REMOTE is set, and for that ${cause.message}`);
  });
  return address;
}

/** Keeps the wiki's repository in step with the remote from now on, until it is closed. */
export async function startMirroring(address: RemoteAddress, parts: MirroringParts): Promise<Mirror> {
  const { config, folder, repository, limits, log } = parts;
  const file = await openRemoteFile(folder.remote, address.url);
  const remote = createRemote({
    ...{ dir: folder.notes, address, lock: repository.lock, head: repository.head, limits },
    rules: pushedNames,
    merging: { join: joinVersions(joinTexts), maxText: limits.text, author: WIKI },
    seen: file.seen,
    keep: file.keepSeen,
    async moved() {
      repository.moved();
      parts.named();
      await parts.wiki.look();
    },
  });
  const mirror = createMirror({
    ...{ remote, address: address.url, everyMs: config.remoteEveryS * 1000, head: repository.head },
    ...{ memory: file.memory, keep: file.keepMemory, clock: parts.clock, chance: Math.random },
    tell(status, reason) {
      const isAlarm = status === "rewritten" || status === "refused";
      if (isAlarm) log.error({ remote: address.url, status, reason }, "the remote is not kept in step");
      else log.warn({ remote: address.url, status, ...(reason !== "" && { reason }) }, "the remote");
    },
    trouble: (cause) => log.error({ err: cause }, "the remote could not be turned to"),
  });
  repository.onMove(mirror.moved);
  mirror.start();
  return {
    ...mirror,
    async close() {
      await mirror.close();
      await file.close();
    },
  };
}

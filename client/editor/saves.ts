/** Commits: asked for with a key or a button, and heard of when anybody's is made. */
import type { InHistory } from "./light.ts";
import { post } from "./post.ts";

export interface Saves {
  /** Commits what is typed so far. Resolves to what to tell the writer. */
  save(): Promise<string>;
}

export interface SaveOptions {
  readonly saveAddress: string;
  readonly followAddress: string;
  /** The page's file. */
  readonly path: string;
  /** The newest commit now. */
  readonly commit: string;
  /** Resolves to whether all typed text is on the server. */
  settled(): Promise<boolean>;
  committed(history: InHistory): void;
}

export function followSaves({ saveAddress, followAddress, path, commit, settled, committed }: SaveOptions): Saves {
  let newest = commit;
  committed({ commit, at: null });

  function made(oid: string): void {
    if (oid === newest) return;
    newest = oid;
    committed({ commit: oid, at: new Date() });
  }

  // The browser comes back by itself when the line was down.
  const events = new EventSource(followAddress);
  for (const kind of ["committed", "pushed"]) {
    events.addEventListener(kind, (event: MessageEvent<string>) => {
      const news = JSON.parse(event.data) as { path: string; commit: string | null };
      if (news.path === path && news.commit !== null) made(news.commit);
    });
  }

  return {
    async save() {
      if (!(await settled()))
        return "No answer from the server. Your text is kept here and will be saved when it is back.";
      const before = newest;
      const answer = await post<{ commit: string | null }>(saveAddress, {});
      if ("refusal" in answer) return answer.refusal;
      const { commit: after } = answer.value;
      if (after === null || after === before) return "Nothing new: all of it is in history.";
      made(after);
      return `In history: ${after.slice(0, 7)}.`;
    },
  };
}

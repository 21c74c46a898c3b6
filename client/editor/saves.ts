/** Commits: asked for with a key or a button, and heard of when anybody's is made. */
import type { InHistory } from "./light.ts";
import type { WikiNews } from "./news.ts";
import type { EditorData } from "./page-data.ts";
import { post } from "./post.ts";

export interface Saves {
  /** Commits what is typed so far. Resolves to what to tell the writer. */
  save(): Promise<string>;
}

export interface SaveOptions {
  /** Asked for path and addresses each time: a page may be moved while it is open. */
  readonly data: EditorData;
  readonly news: WikiNews;
  /** Resolves to whether all typed text is on the server. */
  settled(): Promise<boolean>;
  committed(history: InHistory): void;
}

export function followSaves({ data, news, settled, committed }: SaveOptions): Saves {
  let newest = data.commit;
  committed({ commit: newest, at: data.commitTime === null ? null : new Date(data.commitTime) });

  function made(oid: string): void {
    if (oid === newest) return;
    newest = oid;
    committed({ commit: oid, at: new Date() });
  }

  for (const kind of ["committed", "pushed"]) {
    news.on(kind, (facts) => {
      if (facts.path === data.path && typeof facts.commit === "string") made(facts.commit);
    });
  }

  return {
    async save() {
      if (!(await settled()))
        return "No answer from the server. Your text is kept here and will be saved when it is back.";
      const before = newest;
      const answer = await post<{ commit: string | null }>(data.api.save, {});
      if ("refusal" in answer) return answer.refusal;
      const { commit: after } = answer.value;
      if (after === null || after === before) return "Nothing new: all of it is in history.";
      made(after);
      return `In history: ${after.slice(0, 7)}.`;
    },
  };
}

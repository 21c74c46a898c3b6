/** What others do to the page as a whole while it is open: it is moved, deleted, brought back; a change met one's own. */
import type { Facts, WikiNews } from "./news.ts";
import type { Notices } from "./notice.ts";
import { type EditorData, moveTo } from "./page-data.ts";
import { post } from "./post.ts";

export interface FateOptions {
  readonly data: EditorData;
  readonly news: WikiNews;
  readonly notices: Notices;
  /** Title of the talk with this slug; null where the page has none. */
  titleOf(slug: string): string | null;
  /** Shows the writer the text in the editor, to copy. */
  showText(): void;
  /** The page has another path: `data` says it already. */
  moved(): void;
}

const WORD_MS = 8000;
/** Long enough to be seen by who looks up from the keyboard. */
const MET_MS = 60_000;

export function followFate({ data, news, notices, titleOf, showText, moved }: FateOptions): void {
  let gone = false;

  async function bringBack(): Promise<void> {
    const answer = await post(data.api.edit.replace("/-/edit/", "/-/restore/"), {});
    if ("refusal" in answer) notices.show("restore", { words: answer.refusal, ms: WORD_MS });
  }

  function sayGone(): void {
    gone = true;
    for (const matter of ["moved", "met", "back"]) notices.clear(matter);
    notices.show("gone", {
      words: "This page was deleted. What you type is kept on the server and is not part of the wiki.",
      acts: [
        { label: "Bring the page back", act: () => void bringBack() },
        { label: "Show my text", act: showText },
      ],
    });
  }

  function sayBack(): void {
    if (!gone) return;
    gone = false;
    notices.clear("gone");
    notices.clear("restore");
    notices.show("back", { words: "The page is back, with what was typed here.", ms: WORD_MS });
  }

  function follow({ to }: Facts): void {
    if (typeof to !== "string") return;
    moveTo(data, to);
    news.follow(data.api.follow);
    // A reload opens the page where it is now.
    history.replaceState(null, "", data.api.edit + location.search);
    moved();
    const link = { label: to.replace(/\.md$/, ""), href: data.api.page };
    notices.show("moved", { words: "This page is now", links: [link], ms: MET_MS });
  }

  function sayMet({ commits, talks }: Facts): void {
    if (!Array.isArray(commits)) return;
    const [theirs, yours] = commits as readonly string[];
    const titles = (Array.isArray(talks) ? (talks as readonly string[]) : [])
      .map(titleOf)
      .filter((one) => one !== null);
    const where = titles.length === 0 ? "" : ` of “${titles.join("”, “")}”`;
    notices.show("met", {
      words: `You and another change met on the same line${where}; both are kept:`,
      links: [
        { label: "theirs", href: `/-/commit/${theirs}` },
        { label: "yours", href: `/-/commit/${yours}` },
      ],
      ms: MET_MS,
    });
  }

  news.on("deleted", sayGone);
  news.on("committed", sayBack);
  news.on("pushed", sayBack);
  news.on("moved", follow);
  news.on("met", sayMet);
}

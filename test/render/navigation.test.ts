import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type Navigation, navigationOf } from "../../server/render/navigation.ts";
import { contextOf } from "./contexts.ts";

function navigation(text: string): Navigation {
  return navigationOf(text, contextOf("navigation.md"));
}

describe("the wiki's navigation", () => {
  it("has a brand, entries, and menus with groups and dividers", () => {
    const text = `# Our \`notes\`

[About](about.md)
[Events]()

  * # 2026
  * [Mergehaven](events/2026/10/mergehaven.md)
  - - - -
  * [All of *them*](events/index.md)

[Talks]()

* [Git](https://git.example)

[Search](/-/search)

[gimmick:theme](readable)
`;
    assert.deepEqual(navigation(text), {
      brand: "Our notes",
      entries: [
        { kind: "link", title: "About", href: "/about" },
        {
          kind: "menu",
          title: "Events",
          items: [
            { kind: "group", title: "2026" },
            { kind: "link", title: "Mergehaven", href: "/events/2026/10/mergehaven" },
            { kind: "divider" },
            { kind: "link", title: "All of them", href: "/events/" },
          ],
        },
        { kind: "menu", title: "Talks", items: [{ kind: "link", title: "Git", href: "https://git.example" }] },
        { kind: "link", title: "Search", href: "/-/search" },
      ],
    });
  });

  it("may be empty", () => {
    assert.deepEqual(navigation(""), { brand: null, entries: [] });
    assert.deepEqual(navigation("only words\n\n- and a list\n\n---"), { brand: null, entries: [] });
  });

  it("takes the first brand, and lists within lists as one", () => {
    const { brand, entries } = navigation("# A\n\n# B\n\n[M]()\n\n- [a](a.md)\n  - [b](b.md)\n    - [c](c.md)");
    assert.equal(brand, "A");
    assert.deepEqual(
      entries.map((entry) =>
        entry.kind === "menu" ? entry.items.map((item) => (item.kind === "link" ? item.href : item.kind)) : [],
      ),
      [["/a", "/b", "/c"]],
    );
  });

  it("leads nowhere harmful", () => {
    assert.deepEqual(navigation("[a](javascript:alert(1)) [b](vbscript:x) [](c.md)").entries, []);
  });
});

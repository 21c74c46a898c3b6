import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { meetingTalks } from "../../server/wiki/meeting.ts";

const base = "Day\n---\n\nintro\n\n\n\nOne\n---\n\n- a\n- b\n- c\n\n\n\nTwo\n---\n\n- d\n- e\n";

/** What two changes of `base` share, each given by what it replaces. */
function met(ours: readonly [string, string], theirs: readonly [string, string]): string[] | null {
  return meetingTalks(base, base.replace(...ours), base.replace(...theirs));
}

describe("two changes of a text", () => {
  it("meet where both change the same line, and the talk is named", () => {
    assert.deepEqual(met(["- b", "- b ours"], ["- b", "- theirs b"]), ["one"]);
    assert.deepEqual(met(["- d", "- D"], ["- d\n- e", "- f"]), ["two"]);
  });

  it("do not meet on lines side by side", () => {
    assert.equal(met(["- a", "- A"], ["- b", "- B"]), null);
    assert.equal(met(["- a", "- A"], ["- d", "- D"]), null);
  });

  it("do not meet where both add lines at the same place, nor where one adds beside what the other changes", () => {
    assert.equal(met(["- b\n", "- b\n- ours\n"], ["- b\n", "- b\n- theirs\n"]), null);
    assert.equal(met(["- b\n", "- b\n- ours\n"], ["- c", "- C"]), null);
  });

  it("meet where one adds lines within what the other takes out", () => {
    assert.deepEqual(met(["- b\n", "- b\n- ours\n"], ["- a\n- b\n- c\n", ""]), ["one"]);
  });

  it("meet in several talks, each named once", () => {
    const ours = base.replace("- a", "- A").replace("- c", "- C").replace("- e", "- E");
    const theirs = base.replace("- a", "- 1").replace("- c", "- 3").replace("- e", "- 5");
    assert.deepEqual(meetingTalks(base, ours, theirs), ["one", "two"]);
  });

  it("meet outside of all talks without naming one", () => {
    assert.deepEqual(met(["intro", "ours"], ["intro", "theirs"]), []);
    assert.deepEqual(meetingTalks("plain\n", "ours\n", "theirs\n"), []);
  });

  it("of which one changes nothing never meet", () => {
    assert.equal(meetingTalks(base, base, base.replace("a", "b")), null);
    assert.equal(meetingTalks(base, base.replace("a", "b"), base), null);
  });
});

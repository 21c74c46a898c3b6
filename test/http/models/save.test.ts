import assert from "node:assert/strict";
import { test } from "node:test";
import { addressOfSave, isNewPage, ownWords, titleOfSave } from "../../../server/http/models/save.ts";
import { save } from "./kit.ts";

test("a save is called by the talks it touched, or by the page", () => {
  assert.equal(titleOfSave(save({ title: "DockerCon", talks: [] })), "DockerCon");
  assert.equal(titleOfSave(save({ title: "DockerCon", talks: ["Expo"] })), "Expo");
  assert.equal(titleOfSave(save({ title: "DockerCon", talks: ["Golden Ticket", "Expo"] })), "Golden Ticket and Expo");
  assert.equal(titleOfSave(save({ title: "DockerCon", talks: ["A", "B", "C"] })), "A and 2 more");
});

test("a save that made its page is called by the page", () => {
  const made = save({ title: "DockerCon", talks: ["A", "B"], before: null });
  assert.equal(isNewPage(made), true);
  assert.equal(titleOfSave(made), "DockerCon");
  assert.equal(isNewPage({ ...made, before: "1".repeat(40) }), false);
  assert.equal(isNewPage(save()), false);
});

test("only a person's own words are shown, not the message the wiki writes", () => {
  const named = { title: "DockerCon 2016", talks: ["Golden Ticket", "Expo"] };
  assert.equal(ownWords({ ...named, message: "DockerCon 2016: Golden Ticket and Expo" }), null);
  assert.equal(ownWords({ ...named, talks: [], message: "DockerCon 2016" }), null);
  assert.equal(ownWords({ ...named, message: "" }), null);
  // Of a save by several people: the message of the last, who changed one talk of several, or the page's head.
  assert.equal(ownWords({ ...named, message: "DockerCon 2016: Expo" }), null);
  assert.equal(ownWords({ ...named, message: "DockerCon 2016" }), null);
  assert.equal(
    ownWords({ ...named, message: "the packet trace, before I forget\n\nmore" }),
    "the packet trace, before I forget",
  );
  assert.equal(ownWords({ ...named, message: "DockerCon 2016: typos" }), "DockerCon 2016: typos");
});

test("a save leads to what it changed in its page; the first of all to its commit", () => {
  const one = { commit: "b".repeat(40), parent: "a".repeat(40), path: "events/2016/06/a b.md" };
  assert.equal(addressOfSave(one), `/-/diff/events/2016/06/a%20b?from=${"a".repeat(40)}&to=${"b".repeat(40)}`);
  assert.equal(addressOfSave({ ...one, parent: null }), `/-/commit/${"b".repeat(40)}`);
});

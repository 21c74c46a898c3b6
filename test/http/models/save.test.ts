import assert from "node:assert/strict";
import { test } from "node:test";
import { addressOfSave, ownWords, titleOfSave } from "../../../server/http/models/save.ts";

test("a save is called by the talks it touched, or by the page", () => {
  assert.equal(titleOfSave({ title: "DockerCon", talks: [] }), "DockerCon");
  assert.equal(titleOfSave({ title: "DockerCon", talks: ["Expo"] }), "Expo");
  assert.equal(titleOfSave({ title: "DockerCon", talks: ["Golden Ticket", "Expo"] }), "Golden Ticket and Expo");
  assert.equal(titleOfSave({ title: "DockerCon", talks: ["A", "B", "C"] }), "A and 2 more");
});

test("only a person's own words are shown, not the message the wiki writes", () => {
  const save = { title: "DockerCon 2016", talks: ["Golden Ticket", "Expo"] };
  assert.equal(ownWords({ ...save, message: "DockerCon 2016: Golden Ticket and Expo" }), null);
  assert.equal(ownWords({ ...save, talks: [], message: "DockerCon 2016" }), null);
  assert.equal(ownWords({ ...save, message: "" }), null);
  assert.equal(
    ownWords({ ...save, message: "the packet trace, before I forget\n\nmore" }),
    "the packet trace, before I forget",
  );
  assert.equal(ownWords({ ...save, message: "DockerCon 2016: typos" }), "DockerCon 2016: typos");
});

test("a save leads to what it changed in its page; the first of all to its commit", () => {
  const save = { commit: "b".repeat(40), parent: "a".repeat(40), path: "events/2016/06/a b.md" };
  assert.equal(addressOfSave(save), `/-/diff/events/2016/06/a%20b?from=${"a".repeat(40)}&to=${"b".repeat(40)}`);
  assert.equal(addressOfSave({ ...save, parent: null }), `/-/commit/${"b".repeat(40)}`);
});

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  alone,
  comeBack,
  type Following,
  hear,
  isFollowing,
  isLeading,
  lookAround,
} from "../../client/slides/following.ts";
import { matchSlides } from "../../client/slides/match.ts";
import { fingerprint, indexOfPlace } from "../../client/slides/naming.ts";

/** `a:words` is a slide of that id with these words. */
const slides = (...notation: string[]) =>
  notation.map((one) => {
    const [id = "", content = ""] = one.split(":");
    return { id, content, print: fingerprint(content) };
  });

describe("a grown deck's slides are found among those there were", () => {
  const match = (old: string[], fresh: string[]) => matchSlides(slides(...old), slides(...fresh));

  it("each itself where nothing changed", () => {
    assert.deepEqual(match(["a:1", "a.2:2"], ["a:1", "a.2:2"]), [0, 1]);
  });
  it("one that was typed on, by its id", () => {
    assert.deepEqual(match(["a:1", "a.2:2", "b:3"], ["a:1", "a.2:2 and more", "b:3"]), [0, 1, 2]);
  });
  it("those after a new one, by what is on them", () => {
    assert.deepEqual(match(["a:1", "a.2:2"], ["a:1", "a.2:new", "a.3:2"]), [0, null, 1]);
  });
  it("those after one that went, by what is on them", () => {
    assert.deepEqual(match(["a:1", "a.2:2", "a.3:3"], ["a:1", "a.2:3"]), [0, 2]);
  });
  it("one cut in two, as its first half and a new one", () => {
    assert.deepEqual(match(["a:1", "a.2:2 2"], ["a:1", "a.2:2", "a.3: 2"]), [0, 1, null]);
  });
  it("alike ones, in order", () => {
    assert.deepEqual(match(["a:", "a.2:", "a.3:"], ["a:", "a.2:", "a.3:", "a.4:"]), [0, 1, 2, null]);
  });
});

describe("a place", () => {
  const find = (deck: string[], slide: string, words: string) =>
    indexOfPlace(slides(...deck), { slide, print: fingerprint(words), step: -1 });

  it("is the slide with its words, wherever that has gone", () => {
    assert.equal(find(["a:1", "a.2:new", "a.3:2"], "a.2", "2"), 2);
  });
  it("is the slide of its id where the words have changed", () => {
    assert.equal(find(["a:1", "a.2:2 and more"], "a.2", "2"), 1);
  });
  it("is the slide of its id where several have these words, and where there are none", () => {
    assert.equal(find(["a:x", "a.2:x"], "a.2", "x"), 1);
    assert.equal(find(["a:", "a.2:"], "a.2", ""), 1);
  });
  it("is nowhere in a deck that has neither", () => {
    assert.equal(find(["a:1"], "b", "2"), -1);
  });
});

describe("who follows", () => {
  const told = (session: string, move = 1) => ({ session, by: "Ann", slide: `s${move}`, print: "", step: -1, move });

  it("goes along from the first word on", () => {
    const state = hear(alone, told("x"));
    assert.equal(isFollowing(state), true);
    assert.equal(state.leader?.place.slide, "s1");
  });
  it("may look around while the presenter moves on, and comes back to where that is now", () => {
    let state: Following = lookAround(hear(alone, told("x")));
    state = hear(state, told("x", 2));
    assert.equal(isFollowing(state), false);
    state = comeBack(state);
    assert.equal(isFollowing(state), true);
    assert.equal(state.leader?.place.slide, "s2");
  });
  it("is taken along by a new presenter", () => {
    assert.equal(isFollowing(hear(lookAround(hear(alone, told("x"))), told("y"))), true);
  });
  it("hears nothing older than what it knows", () => {
    assert.equal(hear(hear(alone, told("x", 3)), told("x", 2)).leader?.move, 3);
  });
  it("leads where the server says so, until somebody takes over, and then knows it", () => {
    let state = hear(alone, { ...told("x"), yours: true });
    state = hear(state, told("x", 2));
    assert.equal(isLeading(state), true);
    assert.equal(lookAround(state), state);
    state = hear(state, told("y"));
    assert.equal(isLeading(state), false);
    assert.equal(state.lost, true);
    assert.equal(isFollowing(state), true);
  });
  it("is alone when the presenter has gone", () => {
    assert.equal(hear(hear(alone, told("x")), { session: null }).leader, null);
  });
});

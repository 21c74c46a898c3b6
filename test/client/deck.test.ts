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
import { indexOfHash, slideHash } from "../../client/slides/slide-hash.ts";

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

describe("the address of a slide", () => {
  const old = ["a:A", "a.2:one", "a.3:two", "a.4:three", "b:B", "b.2:end"];
  /** The words on the slide that an address of the old deck's slide with these words leads to in a newer one. */
  const leads = (words: string, ...fresh: string[]): string | undefined => {
    const hash = slideHash(
      slides(...old),
      slides(...old).findIndex(({ content }) => content === words),
    );
    return slides(...fresh)[indexOfHash(slides(...fresh), hash)]?.content;
  };

  it("is its id, the print of its words, and those of the slides beside it", () => {
    assert.match(slideHash(slides(...old), 2), /^#\/a\.3~[0-9a-f]{6}\.[0-9a-f]{4}\.[0-9a-f]{4}$/);
    assert.match(slideHash(slides(...old), 5), /^#\/b\.2~[0-9a-f]{6}\.[0-9a-f]{4}\.0$/);
    assert.equal(slideHash(slides("é:"), 0), "#/%C3%A9");
    assert.equal(slideHash(slides("a:A"), 1), "");
  });
  it("leads to every slide of the deck it was taken in, alike ones too", () => {
    const deck = slides("a:x", "a.2:x", "a.3:", "a.4:", ".1:x", "é:y", "2016:z");
    for (const at of deck.keys()) assert.equal(indexOfHash(deck, slideHash(deck, at)), at);
  });
  it("leads there after a slide came before it, went before it, and after its talk was moved", () => {
    assert.equal(leads("two", "a:A", "a.2:new", "a.3:one", "a.4:two", "a.5:three", "b:B"), "two");
    assert.equal(leads("two", "a:A", "a.2:two", "a.3:three", "b:B"), "two");
    assert.equal(leads("two", "b:B", "b.2:end", "a:A", "a.2:one", "a.3:two", "a.4:three"), "two");
    assert.equal(leads("two", "c:C", "c.2:A", "c.3:two"), "two");
  });
  it("leads there after its words have changed, with others before it or without", () => {
    assert.equal(leads("two", "a:A", "a.2:one", "a.3:two and more", "a.4:three", "b:B"), "two and more");
    assert.equal(leads("two", "a:A", "a.2:new", "a.3:one", "a.4:two and more", "a.5:three", "b:B"), "two and more");
    assert.equal(leads("end", "a:A", "c:C", "b:B", "b.2:the end", "b.3:after it"), "the end");
    assert.equal(leads("A", "z:Z", "z.2:one", "z.3:two", "b:B"), "Z");
    assert.equal(leads("three", "a:A", "a.2:one", "a.3:two", "a.4:three and", "a.5:more", "b:B"), "three and");
    assert.equal(leads("B", "a:A", "a.2:new", "b:B and more", "b.2:new"), "B and more");
  });
  it("leads to the one before it where it is gone", () => {
    assert.equal(leads("two", "a:A", "a.2:one", "a.3:three", "b:B"), "one");
    assert.equal(leads("three", "a:A", "a.2:one", "a.3:two", "b:B", "b.2:end"), "two");
    assert.equal(leads("end", "a:A", "b:B"), "B");
    assert.equal(leads("B", "a:A", "a.2:three", "c:C"), "C");
    assert.equal(leads("B", "c:C"), undefined);
    assert.equal(leads("A", "a.2:one"), "one");
  });
  it("stays in its talk where the next one is another's by now", () => {
    assert.equal(leads("three", "c:C", "b:B", "b.2:end", "a:A", "a.2:one"), "one");
  });
  it("may have no prints, as people write it, and then counts", () => {
    const find = (hash: string) => indexOfHash(slides(...old), hash);
    assert.deepEqual(["#/a", "#a.2", "#/a.3/1", "#/b.9", "#/a.3~"].map(find), [0, 1, 2, 5, -1]);
    assert.deepEqual(["", "#", "#/", "#/c", "#/c.2", "#/%", "#/a.2~zz"].map(find), [-1, -1, -1, -1, -1, -1, -1]);
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

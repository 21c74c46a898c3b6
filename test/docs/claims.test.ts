import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createClaims } from "../../server/docs/claims.ts";
import { createRandom } from "../kit/random.ts";

describe("a claim", () => {
  it("holds where nobody was before, clock by clock, at random", () => {
    const random = createRandom();
    for (let round = 0; round < 300; round += 1) {
      const claims = createClaims();
      const expected = new Map<string, number>();
      for (let count = random.int(60); count > 0; count -= 1) {
        const [client, from, step] = [random.int(2), random.int(40), random.int(3)];
        const to = from + 1 + random.int(random.chance(0.2) ? 30 : 3);
        claims.claim(client, from, to, step);
        for (let clock = from; clock < to; clock += 1) {
          const key = `${client} ${clock}`;
          if (!expected.has(key)) expected.set(key, step);
        }
      }
      for (const client of [0, 1]) {
        for (let clock = 0; clock < 80; ) {
          const { step, to } = claims.at(client, clock, 80);
          assert.ok(to > clock && to <= 80, `seed ${random.seed}`);
          for (; clock < to; clock += 1) {
            assert.equal(step, expected.get(`${client} ${clock}`) ?? null, `seed ${random.seed}, round ${round}`);
          }
        }
      }
    }
  });
});

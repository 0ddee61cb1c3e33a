import { describe, expect, it } from "vitest";
import { estimateLoad } from "@/scripts/bench/estimate-load";

const settings = {
  ...{ flushEveryMs: 250, flushBatch: 500, heartBeatMs: 2_000, ttlMs: 60_000, pollEveryMs: 500 },
};
const load = (callsPerSecond: number, accounts: number, nodes: number) =>
  estimateLoad(settings, { callsPerSecond, accounts, nodes });

describe("the database's load", () => {
  it("hardly grows with the calls of the same accounts", () => {
    expect(load(2_000, 100, 1).statements).toBeLessThan(1.1 * load(200, 100, 1).statements);
  });

  it("grows with the accounts that are active", () => {
    const [few, many] = [load(10_000, 100, 1), load(10_000, 1_000, 1)];
    expect(many.leases).toBeCloseTo(10 * few.leases);
    expect(many.flushes).toBeCloseTo(few.flushes);
  });

  it("grows with the nodes, each of which flushes and polls", () => {
    expect(load(3_000, 100, 3).polls).toBe(6);
    expect(load(3_000, 100, 3).flushes).toBeCloseTo(3 * load(1_000, 100, 1).flushes);
  });

  it("sends no more statements for rare calls than a few each", () => {
    expect(load(1, 1_000, 1).leases).toBeCloseTo(2);
  });

  it("is four flushes a second and node while there are calls, more only from 2,000 calls a second on", () => {
    expect(load(1_000, 1, 1).flushes).toBeCloseTo(4, 1);
    expect(load(10_000, 1, 1).flushes).toBe(20);
  });
});

import { describe, expect, it } from "vitest";
import { defects } from "./defects/defects";
import { regressions } from "./regressions";
import { findDefect } from "./simulator/find-defect";
import { simulateSeed } from "./simulator/simulate-seed";

const seeds = 300;
/** `npm run simulate` starts here and goes on for ten thousand; a defect that stays hidden for so many is not found. */
const mostSeeds = 1_000;

describe("simulated lives of three nodes, a store and an upstream", () => {
  it("a seed tells the same story each time", () => {
    const story = () => {
      const lines: string[] = [];
      simulateSeed(7, null, (line) => lines.push(line));
      return lines;
    };
    const first = story();
    expect(first.length).toBeGreaterThan(500);
    expect(story()).toEqual(first);
  }, 60_000);

  it("is no idle world: calls are served, refused, and end in every way", () => {
    const totals = { admitted: 0, exhausted: 0, held: 0, unknown: 0, notReady: 0, other: 0 };
    const outcomes = new Set<string>();
    for (let seed = 1; seed <= 40; seed++) {
      const { world } = simulateSeed(seed);
      for (const kind of Object.keys(totals) as (keyof typeof totals)[]) totals[kind] += world.counts[kind];
      for (const events of world.tables.events.values()) for (const { outcome } of events) outcomes.add(outcome);
    }
    expect(Math.min(totals.admitted, totals.exhausted, totals.held, totals.unknown)).toBeGreaterThan(50);
    expect([...outcomes].sort()).toEqual(expect.arrayContaining(["gap", "ok", "unknown", "void"]));
  }, 60_000);

  it(`nothing is oversold, lost or doubled in ${seeds} lives, and everything comes to rest`, () => {
    const failures = [];
    for (let seed = 1; seed <= seeds; seed++) {
      const { problems } = simulateSeed(seed);
      if (problems.length > 0) failures.push(`npm run simulate -- --seed=${seed}: ${problems[0]}`);
    }
    expect(failures).toEqual([]);
  }, 120_000);

  it.each(regressions)(
    "seed $seed stays well: $found",
    ({ seed }) => {
      expect(simulateSeed(seed).problems).toEqual([]);
    },
    60_000,
  );
});

describe("planted defects", () => {
  it.each(defects.map((make) => ({ name: make().name, make })))(
    "$name is found",
    ({ make }) => {
      expect(findDefect(make, mostSeeds)).not.toBeNull();
    },
    120_000,
  );
});

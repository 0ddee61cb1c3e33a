import { describe, expect, it } from "vitest";
import { evenTicks } from "@/components/charts/even-ticks";

describe("marks of an axis", () => {
  it.each([
    [34.6, true, [0, 10, 20, 30, 40]],
    [300, true, [0, 100, 200, 300]],
    [3, true, [0, 1, 2, 3]],
    [0.3, false, [0, 0.1, 0.2, 0.3]],
    [0.01, false, [0, 0.002, 0.004, 0.006, 0.008, 0.01]],
    [1, false, [0, 0.2, 0.4, 0.6, 0.8, 1]],
    [0, true, [0, 1]],
  ])("are round, even and reach %d", (top, whole, ticks) => {
    expect(evenTicks(top, whole)).toEqual(ticks);
  });

  it("are fewer where a figure is low", () => {
    expect(evenTicks(4_100, true, 0, 3)).toEqual([0, 2_000, 4_000, 6_000]);
  });

  it("stand at zero and on both sides of it", () => {
    expect(evenTicks(193_800, true, -34_900)).toEqual([-50_000, 0, 50_000, 100_000, 150_000, 200_000]);
    expect(evenTicks(0, true, -900)).toEqual([-1000, -800, -600, -400, -200, 0].filter((tick) => tick <= 0));
  });
});

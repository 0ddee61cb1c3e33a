import { describe, expect, it } from "vitest";
import { allotUnits } from "@/lib/billing/allot-units";

const hour = (n: number) => new Date(Date.UTC(2026, 10, 21, n));
const window = (n: number, drawnUnits: number, reportedUnits = 0) => ({
  windowStart: hour(n),
  drawnUnits,
  reportedUnits,
});

describe("allotUnits", () => {
  it.each([
    ["a window is reported once, with what was drawn", [window(8, 40)], 40, [[8, 40]]],
    ["what was reported is not reported again", [window(8, 40, 40), window(9, 7)], 7, [[9, 7]]],
    ["late units are reported as the difference", [window(8, 43, 40)], 3, [[8, 3]]],
    ["a correction is taken off the following window", [window(8, 40, 40), window(9, 25)], 15, [[9, 15]]],
    ["a correction larger than what follows reports nothing", [window(8, 40, 40), window(9, 5)], -5, []],
    [
      "a window that a correction left short is not made up for later",
      [window(9, 25, 15), window(10, 4)],
      4,
      [[10, 4]],
    ],
    [
      "several windows are reported in their order",
      [window(9, 2), window(8, 1)],
      3,
      [
        [8, 1],
        [9, 2],
      ],
    ],
  ] as const)("%s", (_, windows, openUnits, expected) => {
    expect(allotUnits(windows, openUnits)).toEqual(expected.map(([n, units]) => ({ windowStart: hour(n), units })));
  });
});

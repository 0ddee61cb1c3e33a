import { describe, expect, it } from "vitest";
import { describeWall, describeWallDay } from "@/components/usage/describe-wall";

const now = new Date("2026-11-21T12:00:00Z");
const given = { leftUnits: 1_200, resetsAt: new Date("2026-12-01T00:00:00Z"), now, zone: "UTC" };
const wall = (p10: number | null, p50: number | null, p90: number | null, probability: number) => ({
  ...given,
  wall: { p10, p50, p90, probability },
});

describe("how long units last", () => {
  it.each([
    ["a band", wall(2.2, 4.1, 5.7, 1), "warn", "About 4 days left (2–6); resets Tue 1 Dec."],
    ["hours", wall(0.2, 0.375, 0.6, 1), "warn", "About 9 hours left (5–14); resets Tue 1 Dec."],
    ["one day", wall(1, 1.1, 1.2, 1), "warn", "About 1 day left; resets Tue 1 Dec."],
    [
      "a close call",
      wall(7.6, 8.9, 11, 0.6),
      "info",
      "About 9 days left (8–11); resets Tue 1 Dec. 6 of 10 cases run out before.",
    ],
    ["enough", wall(14, 18, 25, 0), "ok", "1,200 left; resets Tue 1 Dec. At this pace they last until then."],
    ["a wide band", wall(3, 15, 40, 0.4), "info", "1,200 left; resets Tue 1 Dec. Runs out not before Tue 24 Nov."],
    ["an open end", wall(3, 15, null, 0.4), "info", "1,200 left; resets Tue 1 Dec. Runs out not before Tue 24 Nov."],
    [
      "little known",
      { ...given, wall: null },
      "calm",
      "1,200 left; resets Tue 1 Dec. Too few days of calls for a forecast.",
    ],
    ["nothing left", { ...wall(0, 0, 0, 1), leftUnits: 0 }, "warn", "Used up; resets Tue 1 Dec."],
    ["no limit", { ...given, wall: null, leftUnits: null }, "ok", "No limit."],
    [
      "credits for long",
      { ...wall(null, null, null, 0), resetsAt: null },
      "ok",
      "1,200 left. At this pace they last 60 days and longer.",
    ],
  ] as const)("is told of %s", (_name, given, role, sentence) => {
    expect(describeWall(given)).toEqual({ role, sentence });
  });

  it("names a day only where it is likely and the band is narrow", () => {
    expect(describeWallDay(wall(2.2, 4.6, 5.7, 1))).toBe("runs out about Thu 26 Nov");
    expect(describeWallDay(wall(2.2, 12, 15, 0.3))).toBeNull();
    expect(describeWallDay(wall(2, 12, 35, 0.9))).toBeNull();
    expect(describeWallDay({ ...given, wall: null })).toBeNull();
  });
});

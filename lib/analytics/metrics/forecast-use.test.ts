import { describe, expect, it } from "vitest";
import { beyondIncluded } from "@/lib/analytics/metrics/beyond-included";
import { forecastUse } from "@/lib/analytics/metrics/forecast-use";
import { dateIn, reportDays, weekdayOf } from "@/lib/analytics/report-days";

const used = (usedUnits: number) => ({ usedUnits, refusedUnits: 0, refusedMinutes: 0, unitsPerMinute: 0 });
const weekdays = (count: number) => Array.from({ length: count }, (_, i) => i % 7);
const steady = Array.from({ length: 28 }, () => used(100));

describe("use to come", () => {
  it("goes on as it went: 40 in the rest of today, 100 a day, 50 of the last half", () => {
    const points = forecastUse(steady, weekdays(28), { weekday: 0, left: 0.4 }, 2.9, "t");
    expect(points?.map(({ days }) => days)).toEqual([0.4, 1.4, 2.4, 2.9]);
    for (const [i, units] of [40, 140, 240, 290].entries()) {
      for (const name of ["low", "mid", "high"] as const) expect(points?.[i]?.[name]).toBeCloseTo(units, 9);
    }
  });

  it("ends today where the period does", () => {
    expect(forecastUse(steady, weekdays(28), { weekday: 0, left: 0.5 }, 0.25, "t")).toMatchObject([{ days: 0.25 }]);
  });

  it("has a band where the past swung, and the same one each time", () => {
    const swinging = Array.from({ length: 28 }, (_, i) => used(i % 3 === 0 ? 220 : 40));
    const points = forecastUse(swinging, weekdays(28), { weekday: 0, left: 1 }, 10, "t");
    expect(points).toEqual(forecastUse(swinging, weekdays(28), { weekday: 0, left: 1 }, 10, "t"));
    const last = points?.at(-1);
    expect(last?.low ?? 0).toBeLessThan(last?.mid ?? 0);
    expect(last?.mid ?? 0).toBeLessThan(last?.high ?? 0);
  });

  it("is not told of somebody who has just begun", () => {
    expect(forecastUse(steady.slice(0, 6), weekdays(6), { weekday: 0, left: 1 }, 10, "t")).toBeNull();
  });
});

describe("units beyond those included", () => {
  // 100 included: 60 + 60 use them up with 20 too many, then all 30; a new period begins with 40.
  it("begin where a period's are used up, and again with the next", () => {
    const days = [
      { day: "2026-11-01", units: 60 },
      { day: "2026-11-03", units: 60 },
      { day: "2026-11-04", units: 30 },
      { day: "2026-11-05", units: 40 },
    ];
    expect(beyondIncluded(days, 100, ["2026-10-05", "2026-11-05"])).toEqual([0, 20, 30, 0]);
    expect(beyondIncluded(days, 0, [])).toEqual([60, 60, 30, 40]);
  });
});

describe("days of the report zone", () => {
  const noon = new Date("2026-11-21T12:00:00Z");

  it("are told by its clocks", () => {
    expect(reportDays(noon, "UTC", 2)).toEqual({
      today: "2026-11-21",
      before: ["2026-11-19", "2026-11-20"],
      weekday: 5,
      left: 0.5,
    });
    expect(dateIn(Date.parse("2026-11-21T23:30:00Z"), "Europe/Berlin")).toBe("2026-11-22");
    expect([weekdayOf("2026-11-23"), weekdayOf("2026-11-22")]).toEqual([0, 6]);
  });

  it("may have 25 hours", () => {
    expect(reportDays(new Date("2026-10-24T22:00:00Z"), "Europe/Berlin", 1).left).toBe(1);
    expect(reportDays(new Date("2026-10-25T10:30:00Z"), "Europe/Berlin", 1).left).toBe(0.5);
  });
});

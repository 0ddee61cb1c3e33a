import { describe, expect, test } from "vitest";
import { planRecount } from "@/lib/analytics/plan-recount";
import { midnightOf } from "@/lib/analytics/report-days";
import { type CountedChange, zoneOfDay } from "@/lib/analytics/zone-of-day";

const now = new Date("2026-11-21T12:00:00Z");
const logDays = 30;
const logStart = new Date("2026-10-22T00:00:00Z");
const counted = (at: string) => ({ hour: new Date(at), day: at.slice(0, 10) });
const known = { now, zone: "Europe/Berlin", zoneBefore: "UTC", logStart, logDays };

describe("the days of a new report zone", () => {
  test("are all of them while the log holds every call that was counted", () => {
    expect(planRecount({ ...known, firstCounted: counted("2026-11-03T09:00:00Z") })).toEqual({
      goal: "2026-11-03",
      isWhole: true,
    });
  });

  test("begin with the first call by whichever clock is behind", () => {
    const firstCounted = counted("2026-11-03T02:00:00Z");
    expect(planRecount({ ...known, zone: "America/New_York", firstCounted }).goal).toBe("2026-11-02");
    expect(planRecount({ ...known, zone: "Asia/Tokyo", firstCounted: counted("2026-11-03T22:00:00Z") }).goal).toBe(
      "2026-11-03",
    );
  });

  test("are those to come where nothing was counted yet", () => {
    expect(planRecount({ ...known, firstCounted: null })).toEqual({ goal: "2026-11-21", isWhole: true });
  });

  test.each([
    ["Europe/Berlin", "UTC"],
    ["Pacific/Kiritimati", "Pacific/Niue"],
    ["America/New_York", "Asia/Kathmandu"],
    ["UTC", "Pacific/Auckland"],
  ])("reach back where the log surely holds them by both clocks: %s after %s", (zone, zoneBefore) => {
    const firstCounted = counted("2026-09-01T00:00:00Z");
    const { goal, isWhole } = planRecount({ ...known, zone, zoneBefore, firstCounted });
    expect(isWhole).toBe(false);
    for (const each of [zone, zoneBefore]) {
      const afterStart = midnightOf(goal, each).getTime() - logStart.getTime();
      expect(afterStart).toBeGreaterThanOrEqual(2 * 86_400_000);
      expect(afterStart).toBeLessThanOrEqual(4.2 * 86_400_000);
    }
  });

  test("do not count on what the log loses within two days", () => {
    expect(planRecount({ ...known, firstCounted: counted("2026-10-23T00:00:00Z") }).isWhole).toBe(false);
  });
});

describe("the zone of a day", () => {
  const toBerlin: CountedChange = {
    zoneBefore: "UTC",
    zone: "Europe/Berlin",
    countedFrom: "2026-03-02",
    isWhole: false,
  };
  const toTokyo: CountedChange = {
    zoneBefore: "Europe/Berlin",
    zone: "Asia/Tokyo",
    countedFrom: "2026-10-24",
    isWhole: false,
  };
  test.each([
    ["2026-03-01", "UTC"],
    ["2026-03-02", "Europe/Berlin"],
    ["2026-10-23", "Europe/Berlin"],
    ["2026-10-24", "Asia/Tokyo"],
  ])("%s is that of the newest change that counted it: %s", (day, zone) => {
    expect(zoneOfDay([toTokyo, toBerlin], day, "?")).toBe(zone);
  });
  test("is the one zone there ever was without a change, or after one that counted everything", () => {
    expect(zoneOfDay([], "2026-01-01", "UTC")).toBe("UTC");
    expect(zoneOfDay([{ ...toTokyo, isWhole: true }, toBerlin], "2026-01-01", "UTC")).toBe("Asia/Tokyo");
  });
});

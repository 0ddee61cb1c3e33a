import { describe, expect, test } from "vitest";
import { dayStart, moneyWindow, monthStart } from "@/lib/analytics/money-window";

const now = new Date("2026-11-21T11:00:00Z");
const berlin = { now, reportZone: "Europe/Berlin" };
const iso = (ms: number) => new Date(ms).toISOString();

describe("a window of money", () => {
  test("is twelve months of the report zone, the present one in progress", () => {
    const window = moneyWindow({}, berlin);
    expect(window).toMatchObject({ range: "12m", step: "month", zone: "Europe/Berlin", toMs: now.getTime() });
    expect(window.buckets).toHaveLength(12);
    // Winter, the change of the clocks in March, summer.
    expect(window.buckets.slice(0, 5).map(({ startMs }) => iso(startMs))).toEqual([
      "2025-11-30T23:00:00.000Z",
      "2025-12-31T23:00:00.000Z",
      "2026-01-31T23:00:00.000Z",
      "2026-02-28T23:00:00.000Z",
      "2026-03-31T22:00:00.000Z",
    ]);
    expect(window.buckets.at(-1)).toMatchObject({ endMs: Date.parse("2026-11-30T23:00:00Z") });
    expect(window.buckets.at(-1)?.elapsed).toBeCloseTo((20 + 12 / 24) / 30, 10);
    expect(window.buckets.at(-2)?.elapsed).toBe(1);
  });

  test("of 30 days has 30 days with today, one of them with 25 hours where the clocks went back", () => {
    const { buckets } = moneyWindow({ range: "30d" }, berlin);
    expect(buckets).toHaveLength(30);
    expect(iso(buckets[0]?.startMs ?? 0)).toBe("2026-10-22T22:00:00.000Z");
    expect(buckets.map(({ startMs, endMs }) => (endMs - startMs) / 3_600_000).filter((hours) => hours !== 24)).toEqual([
      25,
    ]);
  });

  test("that is frozen keeps its ends, and says in which steps", () => {
    const month = { from: "2026-10-01T00:00:00Z", to: "2026-11-01T00:00:00Z" };
    expect(moneyWindow(month, { now, reportZone: "UTC" }).buckets).toHaveLength(31);
    expect(moneyWindow({ ...month, step: "month" }, { now, reportZone: "UTC" }).buckets).toEqual([
      { startMs: Date.parse(month.from), endMs: Date.parse(month.to), elapsed: 1 },
    ]);
    expect(moneyWindow({ from: "2025-10-15T00:00:00Z" }, { now, reportZone: "UTC" })).toMatchObject({ step: "month" });
    const ahead = moneyWindow({ from: "2026-11-01T00:00:00Z", to: "2026-12-01T00:00:00Z" }, berlin);
    expect(ahead.toMs).toBe(now.getTime());
  });

  test.each([
    ["reversed", { from: "2026-11-02T00:00:00Z", to: "2026-11-01T00:00:00Z" }],
    ["empty", { from: "2026-11-01T00:00:00Z", to: "2026-11-01T00:00:00Z" }],
    ["wholly ahead", { from: "2027-01-01T00:00:00Z", to: "2027-02-01T00:00:00Z" }],
    ["of decades", { from: "1999-01-01T00:00:00Z" }],
    ["of years of days", { from: "2024-01-01T00:00:00Z", step: "day" as const }],
    ["of a zone that does not exist", { tz: "Mars/Olympus" }],
  ])("is refused when it is %s", (_, input) => {
    expect(() => moneyWindow(input, berlin)).toThrow(expect.objectContaining({ code: "validation_failed" }));
  });

  test("begins months on their first day wherever the month before was longer", () => {
    const march31 = Date.parse("2026-03-31T12:00:00Z");
    expect(iso(monthStart(march31, "UTC", -1))).toBe("2026-02-01T00:00:00.000Z");
    expect(iso(monthStart(march31, "UTC", 1))).toBe("2026-04-01T00:00:00.000Z");
    expect(iso(dayStart(march31, "Asia/Kathmandu"))).toBe("2026-03-30T18:15:00.000Z");
  });
});

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { resolveScope, type Scope, ScopeInput, scopeRanges } from "@/lib/analytics/scope";
import { AppError } from "@/lib/errors";

const now = new Date("2026-11-21T10:17:42.500Z");
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const iso = (at: Date | undefined) => at?.toISOString().replace(".000Z", "Z");
const scopeOf = (input: ScopeInput, at: { now?: Date; reportZone?: string } = {}) =>
  resolveScope(input, { now, reportZone: "UTC", ...at });
const starts = ({ buckets }: Scope) => buckets.map(({ start }) => iso(start));
const hours = ({ buckets }: Scope) => buckets.map(({ start, end }) => (end.getTime() - start.getTime()) / hourMs);
const hoursFrom = (scope: Scope, start: string) => hours(scope)[starts(scope).indexOf(start)];

describe("a moving window", () => {
  test.each([
    ["1h", "1min", "2026-11-21T09:18:00Z", 60],
    ["24h", "30min", "2026-11-20T10:30:00Z", 48],
    ["7d", "6h", "2026-11-14T12:00:00Z", 28],
    ["30d", "day", "2026-10-23T00:00:00Z", 30],
    ["90d", "day", "2026-08-24T00:00:00Z", 90],
  ] as const)("of %s has steps of %s, the first of them whole, and ends now", (range, step, from, count) => {
    const scope = scopeOf({ range });
    expect(scope).toMatchObject({ range, step, to: now, zone: "UTC", compares: false });
    expect(iso(scope.from)).toBe(from);
    expect(scope.buckets).toHaveLength(count);
    expect(scope.buckets.slice(0, -1).every(({ elapsed }) => elapsed === 1)).toBe(true);
  });
  test("says of its last step how much has passed, and shows all that it will be", () => {
    const last = scopeOf({ range: "24h" }).buckets.at(-1);
    expect([iso(last?.start), iso(last?.end)]).toEqual(["2026-11-21T10:00:00Z", "2026-11-21T10:30:00Z"]);
    // 17 min 42.5 s of 30 min.
    expect(last?.elapsed).toBeCloseTo(1062.5 / 1800, 10);
  });
  test("has no step in progress at the very start of one", () => {
    const scope = scopeOf({ range: "24h" }, { now: new Date("2026-11-21T10:30:00Z") });
    expect(starts(scope).at(-1)).toBe("2026-11-21T10:00:00Z");
    expect(scope.buckets.at(-1)?.elapsed).toBe(1);
  });
  test("is the page's own where the address names none", () => {
    expect(resolveScope({}, { now, reportZone: "UTC", fallback: "7d" }).range).toBe("7d");
    expect(resolveScope({}, { now, reportZone: "UTC" }).range).toBe("24h");
  });
  test("has days of the zone that the address names, before that of the operator", () => {
    expect(starts(scopeOf({ range: "30d", tz: "Asia/Tokyo" }, { reportZone: "Europe/Berlin" }))[0]).toBe(
      "2026-10-22T15:00:00Z",
    );
  });
});

describe("a day of the zone", () => {
  test("has 23 hours in spring and 25 in autumn", () => {
    const spring = scopeOf({ from: "2026-03-20T23:00:00Z", to: "2026-04-06T22:00:00Z", tz: "Europe/Berlin" });
    expect(spring.buckets).toHaveLength(17);
    expect(hoursFrom(spring, "2026-03-28T23:00:00Z")).toBe(23);
    expect(hours(spring).filter((length) => length === 24)).toHaveLength(16);
    const autumn = scopeOf({ from: "2026-10-16T22:00:00Z", to: "2026-11-02T23:00:00Z", tz: "Europe/Berlin" });
    expect(autumn.buckets).toHaveLength(17);
    expect(hoursFrom(autumn, "2026-10-24T22:00:00Z")).toBe(25);
    expect(hours(autumn).filter((length) => length === 24)).toHaveLength(16);
  });
  test("begins where midnight does not exist at the first instant that does", () => {
    const scope = scopeOf({ from: "2026-08-30T04:00:00Z", to: "2026-09-20T03:00:00Z", tz: "America/Santiago" });
    expect(hoursFrom(scope, "2026-09-06T04:00:00Z")).toBe(23);
  });
  test("begins at 18:15 UTC in Kathmandu", () => {
    const scope = scopeOf({ range: "30d", tz: "Asia/Kathmandu" });
    expect(starts(scope).slice(0, 2)).toEqual(["2026-10-22T18:15:00Z", "2026-10-23T18:15:00Z"]);
    expect(scope.buckets).toHaveLength(30);
  });
  test("begins at 10:15 UTC on Chatham in summer, at 11:15 in winter, with 25 hours in between", () => {
    const scope = scopeOf({ from: "2026-03-25T10:15:00Z", to: "2026-04-14T11:15:00Z", tz: "Pacific/Chatham" });
    expect(hoursFrom(scope, "2026-04-04T10:15:00Z")).toBe(25);
    expect(starts(scope)).toContain("2026-04-05T11:15:00Z");
  });
  test.each([
    [
      "a short February",
      "2026-02-20T00:00:00Z",
      "2026-03-10T00:00:00Z",
      "2026-02-28T00:00:00Z",
      "2026-03-01T00:00:00Z",
    ],
    ["a leap day", "2024-02-20T00:00:00Z", "2024-03-10T00:00:00Z", "2024-02-29T00:00:00Z", "2024-03-01T00:00:00Z"],
    ["a year's end", "2025-12-20T00:00:00Z", "2026-01-10T00:00:00Z", "2025-12-31T00:00:00Z", "2026-01-01T00:00:00Z"],
  ])("follows the one before over %s", (_title, from, to, last, first) => {
    const all = starts(scopeOf({ from, to }, { now: new Date(to) }));
    expect(all[all.indexOf(last) + 1]).toBe(first);
  });
});

describe("steps of six hours", () => {
  test("begin at the zone's midnight, six, noon and eighteen, also when its clocks change", () => {
    const spring = scopeOf({ from: "2026-03-27T23:00:00Z", to: "2026-03-30T22:00:00Z", tz: "Europe/Berlin" });
    expect(starts(spring).slice(4, 9)).toEqual([
      "2026-03-28T23:00:00Z",
      "2026-03-29T04:00:00Z",
      "2026-03-29T10:00:00Z",
      "2026-03-29T16:00:00Z",
      "2026-03-29T22:00:00Z",
    ]);
    expect(hours(spring).slice(4, 6)).toEqual([5, 6]);
    const autumn = scopeOf({ from: "2026-10-23T22:00:00Z", to: "2026-10-26T23:00:00Z", tz: "Europe/Berlin" });
    expect(hoursFrom(autumn, "2026-10-24T22:00:00Z")).toBe(7);
    expect(starts(autumn)[5]).toBe("2026-10-25T05:00:00Z");
  });
});

describe("weeks", () => {
  test("begin on Monday, and the window's ends cut the first and the last", () => {
    const scope = scopeOf({ from: "2026-06-04T00:00:00Z", to: "2026-11-10T00:00:00Z" });
    expect(scope.step).toBe("week");
    expect(starts(scope).slice(0, 2)).toEqual(["2026-06-04T00:00:00Z", "2026-06-08T00:00:00Z"]);
    expect([starts(scope).at(-1), iso(scope.buckets.at(-1)?.end)]).toEqual([
      "2026-11-09T00:00:00Z",
      "2026-11-10T00:00:00Z",
    ]);
  });
});

describe("a frozen window", () => {
  test("shows just itself, whole", () => {
    const scope = scopeOf({ from: "2026-11-20T10:17:00Z", to: "2026-11-20T12:43:00Z", range: "7d" });
    expect(scope).toMatchObject({ range: null, step: "5min" });
    expect(starts(scope)[0]).toBe("2026-11-20T10:17:00Z");
    expect(starts(scope)[1]).toBe("2026-11-20T10:20:00Z");
    expect(iso(scope.buckets.at(-1)?.end)).toBe("2026-11-20T12:43:00Z");
    expect(scope.buckets.every(({ elapsed }) => elapsed === 1)).toBe(true);
  });
  test.each([
    ["from alone until now", { from: "2026-11-21T09:00:00Z" }, "2026-11-21T09:00:00Z", iso(now)],
    ["to alone for the page's length", { to: "2026-11-20T12:00:00Z" }, "2026-11-19T12:00:00Z", "2026-11-20T12:00:00Z"],
    [
      "an end ahead is now",
      { from: "2026-11-21T09:00:00Z", to: "2027-01-01T00:00:00Z" },
      "2026-11-21T09:00:00Z",
      iso(now),
    ],
    [
      "an offset is read",
      { from: "2026-11-20T01:00:00+01:00", to: "2026-11-20T12:00:00Z" },
      "2026-11-20T00:00:00Z",
      "2026-11-20T12:00:00Z",
    ],
  ])("is known by one end: %s", (_title, input, from, to) => {
    const scope = scopeOf(input);
    expect([iso(scope.from), iso(scope.to)]).toEqual([from, to]);
  });
  test.each([
    [2 * hourMs, "1min"],
    [2 * hourMs + 1, "5min"],
    [12 * hourMs, "5min"],
    [12 * hourMs + 1, "30min"],
    [48 * hourMs, "30min"],
    [48 * hourMs + 1, "6h"],
    [14 * dayMs, "6h"],
    [14 * dayMs + 1, "day"],
    [90 * dayMs, "day"],
    [91 * dayMs, "week"],
    [400 * dayMs, "week"],
  ])("of %d ms has steps of %s", (lengthMs, step) => {
    expect(scopeOf({ from: new Date(now.getTime() - lengthMs).toISOString(), to: now.toISOString() }).step).toBe(step);
  });
});

describe("a window that cannot be shown is refused with the field that is wrong", () => {
  test.each([
    ["reversed", { from: "2026-11-20T12:00:00Z", to: "2026-11-20T10:00:00Z" }, "/from", /start before it ends/],
    ["empty", { from: "2026-11-20T12:00:00Z", to: "2026-11-20T12:00:00Z" }, "/from", /start before it ends/],
    ["before what is kept", { from: "2023-10-01T00:00:00Z", to: "2023-10-02T00:00:00Z" }, "/from", /800 days/],
    ["longer than 400 days", { from: "2025-10-01T00:00:00Z", to: "2026-11-20T00:00:00Z" }, "/from", /400 days/],
    ["in the future", { from: "2026-11-22T00:00:00Z", to: "2026-11-23T00:00:00Z" }, "/from", /future/],
    ["ahead and open", { from: "2026-11-22T00:00:00Z" }, "/from", /start before it ends|future/],
  ])("%s", (_title, input, pointer, message) => {
    const refused = () => scopeOf(input);
    expect(refused).toThrow(AppError);
    expect(refused).toThrow(message);
    try {
      refused();
    } catch (thrown) {
      expect((thrown as AppError).details.errors).toMatchObject([{ pointer }]);
    }
  });
  test("an unknown zone of the operator", () => {
    expect(() => scopeOf({}, { reportZone: "Mars/Olympus" })).toThrow(/zone/);
  });
  test.each([
    ["an unknown zone", { tz: "Mars/Olympus" }],
    ["an offset instead of a zone", { tz: "+02:00" }],
    ["an unknown range", { range: "2d" }],
    ["a date without a time", { from: "2026-11-20" }],
    ["a time without a zone", { to: "2026-11-20T10:00:00" }],
    ["a filter that it has not", { scale: "log" }],
  ])("%s is no input", (_title, input) => {
    expect(ScopeInput.safeParse(input).success).toBe(false);
  });
});

describe("the window before", () => {
  const weekday = (at: Date) => at.getUTCDay();
  test.each([
    ["1h", "2026-11-21T08:18:00Z", "2026-11-21T09:17:42.500Z"],
    ["24h", "2026-11-19T10:30:00Z", "2026-11-20T10:17:42.500Z"],
    ["7d", "2026-11-07T12:00:00Z", "2026-11-14T10:17:42.500Z"],
    ["30d", "2026-09-18T00:00:00Z", "2026-10-17T10:17:42.500Z"],
    ["90d", "2026-05-25T00:00:00Z", "2026-08-22T10:17:42.500Z"],
  ] as const)("of %s is the same elapsed part, on the same times of day", (range, from, to) => {
    const { previous } = scopeOf({ range });
    expect([iso(previous.from), iso(previous.to)]).toEqual([from, to]);
  });
  test.each(["7d", "30d", "90d"] as const)("of %s begins and ends on the same weekday", (range) => {
    const { from, to, previous } = scopeOf({ range });
    expect(weekday(previous.from)).toBe(weekday(from));
    expect(weekday(previous.to)).toBe(weekday(to));
  });
  test("begins at the zone's midnight though its clocks changed in between", () => {
    const { previous } = scopeOf({ range: "30d", tz: "Europe/Berlin" }, { now: new Date("2026-11-12T10:00:00Z") });
    // From 14 October: five weeks before it is 9 September, both in summer; now is 11:00 there, as it is on 8 October.
    expect([iso(previous.from), iso(previous.to)]).toEqual(["2026-09-08T22:00:00Z", "2026-10-08T09:00:00Z"]);
  });
  test("of a frozen week with a day of 25 hours is one week before", () => {
    const { previous } = scopeOf({ from: "2026-10-19T22:00:00Z", to: "2026-10-26T23:00:00Z", tz: "Europe/Berlin" });
    expect([iso(previous.from), iso(previous.to)]).toEqual(["2026-10-12T22:00:00Z", "2026-10-19T22:00:00Z"]);
  });
  test("of a frozen hour and a half is the one before it", () => {
    const { previous } = scopeOf({ from: "2026-11-20T10:00:00Z", to: "2026-11-20T11:30:00Z" });
    expect([iso(previous.from), iso(previous.to)]).toEqual(["2026-11-20T08:30:00Z", "2026-11-20T10:00:00Z"]);
  });
});

describe("the steps of any window", () => {
  const zones = fc.constantFrom(
    "UTC",
    "Europe/Berlin",
    "Asia/Kathmandu",
    "Pacific/Chatham",
    "America/Santiago",
    "Australia/Lord_Howe",
  );
  const instant = fc.integer({ min: Date.UTC(2024, 0, 1), max: Date.UTC(2027, 0, 1) });
  const tiles = ({ buckets }: Scope, fromMs: number, toMs: number) => {
    expect(buckets.length).toBeLessThanOrEqual(400);
    expect(buckets[0]?.start.getTime()).toBe(fromMs);
    for (const [at, { start, end, elapsed }] of buckets.entries()) {
      expect(end.getTime()).toBeGreaterThan(start.getTime());
      expect(elapsed).toBeGreaterThan(0);
      expect(elapsed).toBeLessThanOrEqual(1);
      if (at > 0) expect(start).toEqual(buckets[at - 1]?.end);
    }
    expect(buckets.at(-1)?.end.getTime()).toBeGreaterThanOrEqual(toMs);
  };
  test("tile it: a frozen one to its very ends", () => {
    fc.assert(
      fc.property(zones, instant, fc.integer({ min: 1, max: 400 * dayMs }), (tz, fromMs, lengthMs) => {
        const toMs = fromMs + lengthMs;
        const input = { from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString(), tz };
        const scope = scopeOf(input, { now: new Date(toMs + dayMs) });
        tiles(scope, fromMs, toMs);
        expect(scope.buckets.at(-1)?.end.getTime()).toBe(toMs);
      }),
      { numRuns: 60 },
    );
  }, 30_000);
  test("tile it: a moving one up to now, with as many steps in the window before", () => {
    fc.assert(
      fc.property(zones, instant, fc.constantFrom(...scopeRanges), (tz, nowMs, range) => {
        const at = { now: new Date(nowMs) };
        const scope = scopeOf({ range, tz }, at);
        tiles(scope, scope.from.getTime(), nowMs);
        const { from, to } = scope.previous;
        const before = scopeOf({ from: from.toISOString(), to: to.toISOString(), tz }, at);
        // Clocks that change in a window of hours give it steps that the other does not have.
        if (range === "1h" || range === "30d" || range === "90d")
          expect(before.buckets).toHaveLength(scope.buckets.length);
      }),
      { numRuns: 60 },
    );
  }, 30_000);
});

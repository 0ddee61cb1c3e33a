import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type PeriodKind, periodAt, periodKinds } from "@/lib/period";
import { wallTime } from "@/lib/wall-time";

type Row = [title: string, kind: PeriodKind, zone: string, anchor: string, now: string, start: string, end: string];
const rows: Row[] = [
  [
    "contains its own start",
    "anniversary",
    "UTC",
    "2026-01-15T08:00:00Z",
    "2026-03-15T08:00:00Z",
    "2026-03-15T08:00:00Z",
    "2026-04-15T08:00:00Z",
  ],
  [
    "does not contain its end",
    "anniversary",
    "UTC",
    "2026-01-15T08:00:00Z",
    "2026-03-15T07:59:59.999Z",
    "2026-02-15T08:00:00Z",
    "2026-03-15T08:00:00Z",
  ],
  [
    "clamps a day the month lacks",
    "anniversary",
    "UTC",
    "2026-01-31T00:00:00Z",
    "2026-02-28T12:00:00Z",
    "2026-02-28T00:00:00Z",
    "2026-03-31T00:00:00Z",
  ],
  [
    "returns to the anchor's day after a clamp",
    "anniversary",
    "UTC",
    "2026-01-31T00:00:00Z",
    "2026-04-01T00:00:00Z",
    "2026-03-31T00:00:00Z",
    "2026-04-30T00:00:00Z",
  ],
  [
    "knows leap years",
    "anniversary",
    "UTC",
    "2023-12-31T00:00:00Z",
    "2024-02-29T00:00:00Z",
    "2024-02-29T00:00:00Z",
    "2024-03-31T00:00:00Z",
  ],
  [
    "knows that 2100 is none",
    "anniversary",
    "UTC",
    "2099-01-30T00:00:00Z",
    "2100-03-01T00:00:00Z",
    "2100-02-28T00:00:00Z",
    "2100-03-30T00:00:00Z",
  ],
  [
    "crosses the year",
    "anniversary",
    "UTC",
    "2025-11-05T00:00:00Z",
    "2026-01-01T00:00:00Z",
    "2025-12-05T00:00:00Z",
    "2026-01-05T00:00:00Z",
  ],
  [
    "exists before the anchor",
    "anniversary",
    "UTC",
    "2026-05-10T00:00:00Z",
    "2026-05-09T00:00:00Z",
    "2026-04-10T00:00:00Z",
    "2026-05-10T00:00:00Z",
  ],
  [
    "keeps the anchor's time of day to the millisecond",
    "anniversary",
    "UTC",
    "2026-01-15T08:00:00.123Z",
    "2026-03-15T08:00:00.123Z",
    "2026-03-15T08:00:00.123Z",
    "2026-04-15T08:00:00.123Z",
  ],
  [
    "keeps the anchor's time on the tenant's wall when clocks go forward",
    "anniversary",
    "Europe/Berlin",
    "2026-01-15T08:00:00Z",
    "2026-04-20T00:00:00Z",
    "2026-04-15T07:00:00Z",
    "2026-05-15T07:00:00Z",
  ],
  [
    "counts the anchor's day by the tenant's wall: 31 March in Berlin is still 30 March in UTC",
    "anniversary",
    "Europe/Berlin",
    "2026-03-30T22:30:00Z",
    "2026-05-01T00:00:00Z",
    "2026-04-29T22:30:00Z",
    "2026-05-30T22:30:00Z",
  ],
  [
    "begins at the next instant when its hour is skipped",
    "anniversary",
    "Europe/Berlin",
    "2026-02-28T01:30:00Z",
    "2026-03-29T12:00:00Z",
    "2026-03-28T01:30:00Z",
    "2026-04-28T00:30:00Z",
  ],
  [
    "is the calendar month, whatever the anchor",
    "calendar_month",
    "UTC",
    "2026-01-17T08:00:00Z",
    "2026-02-28T23:59:59.999Z",
    "2026-02-01T00:00:00Z",
    "2026-03-01T00:00:00Z",
  ],
  [
    "is the calendar month of the tenant's wall",
    "calendar_month",
    "America/New_York",
    "2026-01-17T08:00:00Z",
    "2026-03-31T23:00:00Z",
    "2026-03-01T05:00:00Z",
    "2026-04-01T04:00:00Z",
  ],
  [
    "is the day",
    "day",
    "UTC",
    "2026-01-17T08:00:00Z",
    "2026-02-28T23:59:59.999Z",
    "2026-02-28T00:00:00Z",
    "2026-03-01T00:00:00Z",
  ],
  [
    "is a day of 23 hours when clocks go forward",
    "day",
    "Europe/Berlin",
    "2026-01-17T08:00:00Z",
    "2026-03-29T12:00:00Z",
    "2026-03-28T23:00:00Z",
    "2026-03-29T22:00:00Z",
  ],
  [
    "is a day of 25 hours when clocks go back",
    "day",
    "Europe/Berlin",
    "2026-01-17T08:00:00Z",
    "2026-10-25T12:00:00Z",
    "2026-10-24T22:00:00Z",
    "2026-10-25T23:00:00Z",
  ],
  [
    "begins at one o'clock on the day whose midnight is skipped",
    "day",
    "Africa/Cairo",
    "2026-01-17T08:00:00Z",
    "2026-04-24T12:00:00Z",
    "2026-04-23T22:00:00Z",
    "2026-04-24T21:00:00Z",
  ],
  [
    "begins at the first of two midnights",
    "day",
    "America/Havana",
    "2026-01-17T08:00:00Z",
    "2026-11-01T12:00:00Z",
    "2026-11-01T04:00:00Z",
    "2026-11-02T05:00:00Z",
  ],
  [
    "is two days long where the calendar left one out",
    "day",
    "Pacific/Apia",
    "2011-01-17T08:00:00Z",
    "2011-12-30T09:00:00Z",
    "2011-12-29T10:00:00Z",
    "2011-12-30T10:00:00Z",
  ],
  [
    "takes a zone with a quarter of an hour",
    "day",
    "Asia/Kathmandu",
    "2026-01-17T08:00:00Z",
    "2026-02-28T18:14:59Z",
    "2026-02-27T18:15:00Z",
    "2026-02-28T18:15:00Z",
  ],
];

describe("a usage period", () => {
  test.each(rows)("%s", (_title, kind, zone, anchor, now, start, end) => {
    expect(periodAt(kind, new Date(anchor), zone, new Date(now))).toEqual({
      start: new Date(start),
      end: new Date(end),
    });
  });

  const zone = fc.constantFrom(
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "America/Havana",
    "Africa/Cairo",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "Pacific/Chatham",
    "Africa/Casablanca",
    "Asia/Tehran",
    "America/St_Johns",
  );
  const instant = fc.date({ min: new Date("1995-01-01"), max: new Date("2090-01-01"), noInvalidDate: true });
  const asked = [fc.constantFrom(...periodKinds), instant, zone, instant] as const;

  test("contains the instant it was asked for, and every instant in it gives the same one", () => {
    fc.assert(
      fc.property(...asked, fc.nat(999), (kind, anchor, zone, now, at) => {
        const period = periodAt(kind, anchor, zone, now);
        const [startMs, endMs] = [period.start.getTime(), period.end.getTime()];
        expect(startMs).toBeLessThanOrEqual(now.getTime());
        expect(endMs).toBeGreaterThan(now.getTime());
        const within = new Date(Math.floor(startMs + (at * (endMs - startMs)) / 1000));
        for (const same of [period.start, within, new Date(endMs - 1)]) {
          expect(periodAt(kind, anchor, zone, same)).toEqual(period);
        }
      }),
      { numRuns: 500 },
    );
  });

  test("is followed and preceded by another one without gap or overlap", () => {
    fc.assert(
      fc.property(...asked, (kind, anchor, zone, now) => {
        const period = periodAt(kind, anchor, zone, now);
        expect(periodAt(kind, anchor, zone, period.end).start).toEqual(period.end);
        expect(periodAt(kind, anchor, zone, new Date(period.start.getTime() - 1)).end).toEqual(period.start);
      }),
      { numRuns: 500 },
    );
  });

  test("of a subscription begins at its anchor, and every later one on the anchor's day or the month's last", () => {
    fc.assert(
      fc.property(instant, zone, instant, (anchor, zone, now) => {
        const first = periodAt("anniversary", anchor, zone, anchor);
        // An anchor in the second of two equal hours has the first one's wall time.
        expect(anchor.getTime() - first.start.getTime()).toBeLessThanOrEqual(2 * 3_600_000);
        const start = new Date(wallTime(periodAt("anniversary", anchor, zone, now).start.getTime(), zone));
        const day = new Date(wallTime(anchor.getTime(), zone)).getUTCDate();
        const lastDay = new Date(Date.UTC(start.getUTCFullYear(), start.getUTCMonth() + 1, 0)).getUTCDate();
        // A skipped day or hour may carry the start into the next day.
        const wanted = Math.min(day, lastDay);
        expect([wanted, (wanted % lastDay) + 1]).toContain(start.getUTCDate());
      }),
      { numRuns: 500 },
    );
  });

  test("of a moved clock is the one of billing time, told in real time", () => {
    fc.assert(
      fc.property(...asked, fc.integer({ min: -40_000_000, max: 40_000_000 }), (kind, anchor, zone, now, seconds) => {
        const shift = (at: Date, by: number) => new Date(at.getTime() + by * 1000);
        const moved = periodAt(kind, anchor, zone, now, seconds);
        const billed = periodAt(kind, anchor, zone, shift(now, seconds));
        expect(shift(moved.start, seconds)).toEqual(billed.start);
        expect(shift(moved.end, seconds)).toEqual(billed.end);
        expect(moved.start <= now && now < moved.end).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});

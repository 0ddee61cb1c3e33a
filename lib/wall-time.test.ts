import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isTimeZone, wallInstant, wallTime } from "@/lib/wall-time";

const zones = Intl.supportedValuesOf("timeZone");
const zone = fc.constantFrom("UTC", ...zones);
const instantMs = fc.integer({ min: Date.UTC(1990, 0), max: Date.UTC(2060, 0) });

describe("wall time", () => {
  test.each<[zone: string, wall: string, instant: string, what: string]>([
    ["Europe/Berlin", "2026-03-29T01:59:59.999Z", "2026-03-29T00:59:59.999Z", "before the gap"],
    ["Europe/Berlin", "2026-03-29T02:00:00.000Z", "2026-03-29T01:00:00.000Z", "skipped: the end of the gap"],
    ["Europe/Berlin", "2026-03-29T02:59:59.999Z", "2026-03-29T01:00:00.000Z", "skipped: the end of the gap"],
    ["Europe/Berlin", "2026-03-29T03:00:00.000Z", "2026-03-29T01:00:00.000Z", "after the gap"],
    ["Europe/Berlin", "2026-10-25T02:30:00.000Z", "2026-10-25T00:30:00.000Z", "repeated: the first of two"],
    ["Europe/Berlin", "2026-10-25T03:00:00.000Z", "2026-10-25T02:00:00.000Z", "after the repetition"],
    ["Australia/Lord_Howe", "2026-10-04T02:15:00.000Z", "2026-10-03T15:30:00.000Z", "a gap of half an hour"],
    ["Pacific/Apia", "2011-12-30T12:00:00.000Z", "2011-12-30T10:00:00.000Z", "a day that never was"],
    ["UTC", "2026-03-29T02:00:00.000Z", "2026-03-29T02:00:00.000Z", "the same"],
  ])("of %s %s is %s: %s", (zone, wall, instant) => {
    expect(new Date(wallInstant(Date.parse(wall), zone)).toISOString()).toBe(instant);
  });

  test("of an instant leads back to it, or to the first instant that shows the same", () => {
    fc.assert(
      fc.property(zone, instantMs, (zone, ms) => {
        const back = wallInstant(wallTime(ms, zone), zone);
        expect(back).toBeLessThanOrEqual(ms);
        expect(wallTime(back, zone)).toBe(wallTime(ms, zone));
      }),
      { numRuns: 2_000 },
    );
  });

  test("never runs backwards: a later wall time is no earlier instant, in any zone", () => {
    fc.assert(
      fc.property(zone, instantMs, fc.integer({ min: 0, max: 3 * 86_400_000 }), (zone, wallMs, more) => {
        expect(wallInstant(wallMs + more, zone)).toBeGreaterThanOrEqual(wallInstant(wallMs, zone));
      }),
      { numRuns: 2_000 },
    );
  });

  test("is told in zones of the IANA database alone", () => {
    for (const name of zones) expect(isTimeZone(name)).toBe(true);
    for (const name of ["", "+02:00", "Mars/Olympus", "Europe/Berlin ", "../etc", "UTC+1"]) {
      expect(isTimeZone(name)).toBe(false);
    }
  });
});

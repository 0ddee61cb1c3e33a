import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Piece, planPieces } from "@/lib/analytics/plan-pieces";
import { wallTime } from "@/lib/wall-time";

const at = (text: string) => Date.parse(`2026-${text}Z`);
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const told = (pieces: readonly Piece[]) =>
  pieces.map(({ source, from, to }) => `${source} ${new Date(from).toISOString()} ${new Date(to).toISOString()}`);
const utc = { isOpen: false, reportZone: "UTC", byTenant: false, byKey: false };

describe("where counts of a window are read", () => {
  test("whole days are read by day, ragged ends by hour, quarter and call", () => {
    const pieces = planPieces({ ...utc, starts: [at("11-01T22:47:10")], to: at("11-04T01:20:00") });
    expect(told(pieces)).toEqual([
      "log 2026-11-01T22:47:10.000Z 2026-11-01T23:00:00.000Z",
      "hour 2026-11-01T23:00:00.000Z 2026-11-02T00:00:00.000Z",
      "day 2026-11-02T00:00:00.000Z 2026-11-04T00:00:00.000Z",
      "hour 2026-11-04T00:00:00.000Z 2026-11-04T01:00:00.000Z",
      "quarter 2026-11-04T01:00:00.000Z 2026-11-04T01:15:00.000Z",
      "log 2026-11-04T01:15:00.000Z 2026-11-04T01:20:00.000Z",
    ]);
  });
  test("by tenant there are no hours, by key neither hours nor quarters", () => {
    const window = { starts: [at("11-01T23:00:00")], to: at("11-03T00:00:00") };
    expect(told(planPieces({ ...utc, ...window, byTenant: true })).map((piece) => piece.split(" ")[0])).toEqual([
      "quarter",
      "day",
    ]);
    expect(told(planPieces({ ...utc, ...window, byKey: true })).map((piece) => piece.split(" ")[0])).toEqual([
      "log",
      "day",
    ]);
  });
  test("steps are never coarser than what is read", () => {
    const starts = [at("11-01T00:00:00"), at("11-01T06:00:00"), at("11-01T12:00:00"), at("11-01T18:00:00")];
    expect(told(planPieces({ ...utc, starts, to: at("11-02T00:00:00") }))).toEqual([
      "hour 2026-11-01T00:00:00.000Z 2026-11-02T00:00:00.000Z",
    ]);
  });
  test("the step that holds now is read whole, since nothing lies behind now", () => {
    const window = { starts: [at("11-20T00:00:00")], to: at("11-21T10:17:00"), isOpen: true };
    expect(told(planPieces({ ...utc, ...window }))).toEqual(["day 2026-11-20T00:00:00.000Z 2026-11-22T00:00:00.000Z"]);
  });
  test("days are the operator's, of 23 and 25 hours too", () => {
    const window = { starts: [at("10-24T22:00:00")], to: at("10-25T23:00:00"), reportZone: "Europe/Berlin" };
    expect(told(planPieces({ ...utc, ...window }))).toEqual(["day 2026-10-24T22:00:00.000Z 2026-10-25T23:00:00.000Z"]);
  });

  test("pieces tile any window once, and every one is made of whole counts that hold no two steps", () => {
    const zones = fc.constantFrom("UTC", "Europe/Berlin", "Asia/Kathmandu", "Pacific/Chatham");
    const minute = fc.integer({ min: 0, max: 40 * 24 * 60 }).map((count) => at("10-10T00:00:00") + count * 60_000);
    fc.assert(
      fc.property(
        fc.uniqueArray(minute, { minLength: 2, maxLength: 12 }),
        zones,
        fc.boolean(),
        fc.boolean(),
        (instants, reportZone, byTenant, byKey) => {
          const sorted = instants.toSorted((a, b) => a - b);
          const [starts, to] = [sorted.slice(0, -1), sorted.at(-1) ?? 0];
          const pieces = planPieces({ starts, to, isOpen: false, reportZone, byTenant, byKey });
          expect(pieces[0]?.from).toBe(starts[0]);
          expect(pieces.at(-1)?.to).toBe(to);
          for (const [index, { source, from, to: end }] of pieces.entries()) {
            expect(end).toBeGreaterThan(from);
            if (index > 0) expect(from).toBe(pieces[index - 1]?.to);
            if (source === "log") continue;
            const inside = [from, end, ...starts.filter((start) => start >= from && start < end)];
            for (const edge of inside) {
              if (source === "day") expect(wallTime(edge, reportZone) % dayMs).toBe(0);
              else expect(edge % (source === "hour" ? hourMs : hourMs / 4)).toBe(0);
            }
          }
        },
      ),
      { numRuns: 80 },
    );
  }, 30_000);
});

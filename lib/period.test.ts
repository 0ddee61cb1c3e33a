import { describe, expect, test } from "vitest";
import { periodAt } from "@/lib/period";

const rows: [title: string, anchor: string, now: string, start: string, end: string][] = [
  [
    "contains its own start",
    "2026-01-15T08:00:00Z",
    "2026-03-15T08:00:00Z",
    "2026-03-15T08:00:00Z",
    "2026-04-15T08:00:00Z",
  ],
  [
    "does not contain its end",
    "2026-01-15T08:00:00Z",
    "2026-03-15T07:59:59.999Z",
    "2026-02-15T08:00:00Z",
    "2026-03-15T08:00:00Z",
  ],
  [
    "clamps a day the month lacks",
    "2026-01-31T00:00:00Z",
    "2026-02-28T12:00:00Z",
    "2026-02-28T00:00:00Z",
    "2026-03-31T00:00:00Z",
  ],
  [
    "returns to the anchor's day after a clamp",
    "2026-01-31T00:00:00Z",
    "2026-04-01T00:00:00Z",
    "2026-03-31T00:00:00Z",
    "2026-04-30T00:00:00Z",
  ],
  ["knows leap years", "2023-12-31T00:00:00Z", "2024-02-29T00:00:00Z", "2024-02-29T00:00:00Z", "2024-03-31T00:00:00Z"],
  ["crosses the year", "2025-11-05T00:00:00Z", "2026-01-01T00:00:00Z", "2025-12-05T00:00:00Z", "2026-01-05T00:00:00Z"],
  [
    "exists before the anchor",
    "2026-05-10T00:00:00Z",
    "2026-05-09T00:00:00Z",
    "2026-04-10T00:00:00Z",
    "2026-05-10T00:00:00Z",
  ],
];

describe("a monthly period", () => {
  test.each(rows)("%s", (_title, anchor, now, start, end) => {
    expect(periodAt(new Date(anchor), new Date(now))).toEqual({ start: new Date(start), end: new Date(end) });
  });
});

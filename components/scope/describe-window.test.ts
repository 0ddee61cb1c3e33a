import { describe, expect, test } from "vitest";
import { describeRange, describeWindow } from "@/components/scope/describe-window";
import { readWallField, wallField } from "@/components/scope/wall-field";

test.each([
  ["1h", "Last hour"],
  ["24h", "Last 24 hours"],
  ["12m", "Last 12 months"],
  ["period", "period"],
])("the range %s is called %s", (range, words) => expect(describeRange(range)).toBe(words));

describe("a frozen window", () => {
  test("is told by the zone's clocks, with years only where it spans two", () => {
    const to = "2026-11-21T10:00:00Z";
    expect(describeWindow("2026-11-20T22:00:00Z", to, "Europe/Berlin")).toBe("20 Nov 23:00 – 21 Nov 11:00");
    expect(describeWindow("2025-12-01T00:00:00Z", to, "UTC")).toBe("1 Dec 2025 00:00 – 21 Nov 2026 10:00");
  });
  test("is written as it is read, by the same clocks", () => {
    const at = "2026-11-21T10:15:00.000Z";
    expect(wallField(at, "Asia/Kathmandu")).toBe("2026-11-21T16:00");
    expect(readWallField("2026-11-21T16:00", "Asia/Kathmandu")).toBe(at);
  });
  test("begins after the gap where its clock time was skipped, and nowhere while it is half written", () => {
    expect(readWallField("2026-03-29T02:30", "Europe/Berlin")).toBe("2026-03-29T01:00:00.000Z");
    expect(readWallField("2026-11-", "UTC")).toBeNull();
  });
});

import { describe, expect, test } from "vitest";
import { describeLength } from "@/components/charts/describe-length";
import { describeStarts, describeTick } from "@/components/charts/describe-step";
import { describeCsv } from "@/components/charts/figure-table";
import { zoomIn, zoomOut } from "@/components/charts/zoom-window";
import { describeShare } from "@/components/ui/describe-share";
import { zonedInstant } from "@/lib/zoned-instant";

describe("the axis of a chart", () => {
  const dayMs = 86_400_000;
  test.each([
    ["the clock within a day", "30min", "Europe/Berlin", dayMs, "00:00"],
    ["the day too in a week", "6h", "Europe/Berlin", 7 * dayMs, "22 Nov 00:00"],
    ["days by their date", "day", "Europe/Berlin", 30 * dayMs, "22 Nov"],
    ["weeks of a year by date and year", "week", "Europe/Berlin", 365 * dayMs, "22 Nov 26"],
    ["months by their name", "month", "Europe/Berlin", 365 * dayMs, "Nov 2026"],
    ["the zone's clock", "30min", "Asia/Kathmandu", dayMs, "04:45"],
  ] as const)("says %s", (_title, step, zone, lengthMs, label) => {
    expect(describeTick("2026-11-21T23:00:00Z", step, zone, lengthMs)).toBe(label);
  });
  test("tells two steps apart that the clocks name alike", () => {
    const starts = ["2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z", "2026-10-25T02:30:00Z"];
    expect(describeStarts(starts, "30min", "Europe/Berlin")).toEqual([
      "25 Oct 02:30 GMT+2",
      "25 Oct 02:30 GMT+1",
      "25 Oct 03:30",
    ]);
  });
});

test.each([
  [0, "0%"],
  [0.0001, "< 0.1%"],
  [0.018, "1.8%"],
  [0.0994, "9.9%"],
  [0.0996, "10%"],
  [0.384, "38%"],
  [1, "100%"],
  [-0.05, "−5.0%"],
])("a share of %d is said as %s", (share, words) => expect(describeShare(share)).toBe(words));

test.each([
  [500, "0.5 s"],
  [90_000, "1.5 min"],
  [40 * 60_000, "40 min"],
  [7 * 86_400_000, "7 d"],
])("%d ms are %s", (ms, words) => expect(describeLength(ms)).toBe(words));

test.each([
  ["UTC", "2026-11-21T10:00:00Z"],
  ["Europe/Berlin", "2026-11-21T11:00:00+01:00"],
  ["Asia/Kathmandu", "2026-11-21T15:45:00+05:45"],
  ["America/New_York", "2026-11-21T05:00:00-05:00"],
])("an instant in a file of %s names its offset", (zone, text) =>
  expect(zonedInstant(new Date("2026-11-21T10:00:00Z"), zone)).toBe(text),
);

test("a figure's file holds bare numbers and instants, and nothing a spreadsheet would run", () => {
  const cells = [
    { shown: "21 Nov 10:00", value: "2026-11-21T10:00:00Z" },
    { shown: "1,200", value: 1200 },
    { shown: "–", value: null },
    { shown: "=1+1", value: "=1+1" },
  ];
  expect(describeCsv("Calls", "UTC", { headers: ["From", "A", "B", "C"], rows: [{ key: "1", cells }] })).toBe(
    '"# Calls; times in UTC"\r\n"From","A","B","C"\r\n"2026-11-21T10:00:00Z",1200,"","\'=1+1"\r\n',
  );
});

describe("zooming by button", () => {
  const window = { from: "2026-11-21T00:00:00.000Z", to: "2026-11-21T08:00:00.000Z" };
  const now = new Date("2026-11-21T09:00:00Z");
  test("goes to the middle half, and no further than two minutes", () => {
    expect(zoomIn(window)).toEqual({ from: "2026-11-21T02:00:00.000Z", to: "2026-11-21T06:00:00.000Z" });
    expect(zoomIn({ from: window.from, to: "2026-11-21T08:00:54.751Z" })?.to).toBe("2026-11-21T06:00:00.000Z");
    expect(zoomIn({ from: window.from, to: "2026-11-21T00:03:00.000Z" })).toBeNull();
  });
  test("goes to twice the window, and not beyond now", () => {
    expect(zoomOut(window, now)).toEqual({ from: "2026-11-20T17:00:00.000Z", to: "2026-11-21T09:00:00.000Z" });
    expect(zoomOut({ from: "2025-11-21T00:00:00Z", to: window.to }, now)).toBeNull();
  });
});

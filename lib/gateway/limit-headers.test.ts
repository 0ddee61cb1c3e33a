import { describe, expect, it } from "vitest";
import type { Feature } from "@/lib/catalog/types";
import { limitHeaders } from "@/lib/gateway/limit-headers";

const now = new Date("2026-11-20T23:51:02Z");
const period = { start: new Date("2026-11-01T00:00:00Z"), end: new Date("2026-12-01T00:00:00Z") };
const feature = (unit: string): Feature => ({
  id: "fea_1",
  slug: "reports",
  name: "Reports",
  nameDe: null,
  kind: "meter",
  unit,
  unitPlural: `${unit}s`,
  contactSales: false,
});
const rate = { limit: 60, used: 12, resetsAt: new Date("2026-11-20T23:52:00Z") };

describe("limitHeaders", () => {
  it("names each policy that took part, nearest to exhaustion first", () => {
    const quota = {
      feature: feature("call"),
      period,
      limit: 10_000,
      used: 9_990,
      charged: 1,
      source: "quota" as const,
    };
    expect(limitHeaders(rate, quota, now)).toEqual([
      "RateLimit-Policy",
      '"monthly";q=10000;w=2592000, "per-minute";q=60;w=60',
      "RateLimit",
      '"monthly";r=10;t=864538, "per-minute";r=48;t=58',
      "Faregate-Usage",
      '"reports";n=1;r=10',
    ]);
  });

  it("names the unit of a meter that does not count requests", () => {
    const quota = { feature: feature("PDF page"), period, limit: 10, used: 5, charged: 5, source: "quota" as const };
    expect(limitHeaders(null, quota, now)[1]).toBe('"monthly";q=10;w=2592000;qu="faregate-pdf-page"');
  });

  it("has no policy without a limit, only what was charged", () => {
    const quota = { feature: feature("call"), period, limit: null, used: 5, charged: 1, source: "quota" as const };
    expect(limitHeaders(null, quota, now)).toEqual(["Faregate-Usage", '"reports";n=1']);
    expect(limitHeaders(null, null, now)).toEqual([]);
  });

  it("tells credits in micro-credits, and knows no window for them", () => {
    const credits = {
      feature: feature("call"),
      period,
      limit: 5_000_000,
      used: 1_500_000,
      charged: 250_000,
      source: "credits" as const,
    };
    expect(limitHeaders(null, credits, now)).toEqual([
      "Faregate-Usage",
      '"reports";n=250000;r=3500000;u="microcredits"',
    ]);
  });

  it("puts the minute first when less of it is left", () => {
    const quota = { feature: feature("call"), period, limit: 1_000, used: 1, charged: 1, source: "quota" as const };
    expect(limitHeaders(rate, quota, now)[1]).toBe('"per-minute";q=60;w=60, "monthly";q=1000;w=2592000');
  });
});

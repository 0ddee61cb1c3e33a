import { describe, expect, test } from "vitest";
import { exceedsSupportBounds, supportBounds } from "@/lib/entitlements/exceeds-support-bounds";

const day = 24 * 60 * 60 * 1000;
const grant = { kind: "extra_units", isSwitch: false, units: 500, durationMs: 3 * day } as const;

describe("what support may grant", () => {
  test.each<[title: string, change: Partial<Parameters<typeof exceedsSupportBounds>[0]>, exceeds: boolean]>([
    ["a few units for a few days", {}, false],
    ["exactly the bound", { units: supportBounds.units, durationMs: supportBounds.durationMs }, false],
    ["one unit more", { units: supportBounds.units + 1 }, true],
    ["one millisecond more", { durationMs: supportBounds.durationMs + 1 }, true],
    ["a feature without limit", { kind: "feature_access", units: null }, true],
    ["a switch for a few days", { kind: "feature_access", isSwitch: true, units: null }, false],
    ["access for a few days", { kind: "access_until", units: null }, false],
    ["access for a month", { kind: "access_until", units: null, durationMs: 30 * day }, true],
  ])("%s", (_title, change, exceeds) => {
    expect(exceedsSupportBounds({ ...grant, ...change })).toBe(exceeds);
  });
});

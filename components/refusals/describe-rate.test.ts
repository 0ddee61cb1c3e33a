import { describe, expect, it } from "vitest";
import { sayUnblock } from "@/components/refusals/after-refusal";
import { describeChange, describeInterval, describePart } from "@/components/refusals/describe-rate";

describe("a share in words", () => {
  it.each([
    [0, 0, "–"],
    [3, 12, "3 of 12"],
    [0, 29, "0 of 29"],
    [1, 30, "3.3%"],
    [1, 100_000, "< 0.1%"],
    [0, 400, "0%"],
    [2, 5, "2 of 5"],
    [40, 100, "40%"],
  ])("%d of %d is %s", (part, whole, words) => {
    expect(describePart(part, whole)).toBe(words);
  });

  it("says why there is no interval", () => {
    const rate = { refused: 1, eligible: 90, clusters: 3, interval: null };
    expect(describeInterval(rate, "tenants")).toBe("few tenants: no interval");
    expect(describeInterval(rate, "days")).toBe("few days: no interval");
    expect(describeInterval({ ...rate, eligible: 0 }, "tenants")).toBe("nobody asked");
    expect(describeInterval({ ...rate, clusters: 38, interval: { low: 0.015, high: 0.022 } }, "tenants")).toBe(
      "1.5%–2.2%, over 38 tenants",
    );
    expect(describeInterval({ ...rate, clusters: 38, interval: { low: 0, high: 0 } }, "tenants")).toBe(
      "all alike, no interval, over 38 tenants",
    );
    expect(describeInterval({ ...rate, clusters: 38, interval: { low: 0, high: 0.0002 } }, "tenants")).toBe(
      "below 0.1%, over 38 tenants",
    );
  });

  it("has an arrow only where the interval of the difference leaves out zero", () => {
    const before = { refused: 11, eligible: 1_000, clusters: 30, interval: null };
    expect(describeChange(before, { difference: 0.002, interval: { low: -0.01, high: 0.02 }, isClear: false })).toBe(
      "1.1% before: no clear change",
    );
    expect(describeChange(before, { difference: 0.01, interval: { low: 0.004, high: 0.02 }, isClear: true })).toBe(
      "↑ up from 1.1%",
    );
    expect(describeChange(before, { difference: -0.01, interval: { low: -0.02, high: -0.004 }, isClear: true })).toBe(
      "↓ down from 1.1%",
    );
    expect(describeChange({ ...before, refused: 1, eligible: 12 }, null)).toBe("1 of 12 before");
    expect(describeChange({ ...before, refused: 0, eligible: 0 }, null)).toBe("no call asked in the window before");
  });
});

describe("time to unblock in words", () => {
  it("is a count of few payments, and names those that wait", () => {
    const few = { n: 20, withinFiveSeconds: 19, waiting: 0, p50Ms: 800, p95Ms: null };
    expect(sayUnblock(few)).toBe("19 of 20 within 5 s, half within 0.8 s.");
    expect(sayUnblock({ ...few, n: 3, withinFiveSeconds: 2, waiting: 1, p50Ms: null })).toBe(
      "2 of 3 within 5 s. 1 paid and still closed.",
    );
    expect(sayUnblock({ ...few, n: 0 })).toBe("No payment was confirmed for a closed gate.");
  });
});

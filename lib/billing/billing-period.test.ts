import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { billedShare } from "@/lib/billing/billed-share";
import { billingPeriod } from "@/lib/billing/billing-period";

const at = (text: string) => new Date(text);

describe("a billing period", () => {
  it.each([
    ["month", "2026-01-31T10:00:00Z", "2026-02-28T09:59:59Z", "2026-01-31T10:00:00Z", "2026-02-28T10:00:00Z"],
    ["month", "2026-01-31T10:00:00Z", "2026-03-01T00:00:00Z", "2026-02-28T10:00:00Z", "2026-03-31T10:00:00Z"],
    ["year", "2024-02-29T00:00:00Z", "2025-02-28T00:00:00Z", "2025-02-28T00:00:00Z", "2026-02-28T00:00:00Z"],
    ["year", "2024-02-29T00:00:00Z", "2028-02-28T23:00:00Z", "2027-02-28T00:00:00Z", "2028-02-29T00:00:00Z"],
    ["year", "2026-05-04T12:00:00Z", "2026-05-04T12:00:00Z", "2026-05-04T12:00:00Z", "2027-05-04T12:00:00Z"],
    ["year", "2026-05-04T12:00:00Z", "2026-05-04T11:59:59Z", "2025-05-04T12:00:00Z", "2026-05-04T12:00:00Z"],
  ] as const)("of one %s from %s holds %s from %s to %s", (interval, anchor, now, start, end) => {
    expect(billingPeriod(interval, at(anchor), at(now))).toEqual({ start: at(start), end: at(end) });
  });

  it("holds the instant that it was asked for, and ends where the next begins", () => {
    const instants = fc.date({ min: at("2001-01-01T00:00:00Z"), max: at("2040-01-01T00:00:00Z"), noInvalidDate: true });
    fc.assert(
      fc.property(fc.constantFrom("month" as const, "year" as const), instants, instants, (interval, anchor, now) => {
        const period = billingPeriod(interval, anchor, now);
        expect(period.start <= now && now < period.end).toBe(true);
        expect(billingPeriod(interval, anchor, period.end).start).toEqual(period.end);
      }),
    );
  });
});

describe("the flat price of a period", () => {
  const period = { start: at("2026-04-01T00:00:00Z"), end: at("2026-05-01T00:00:00Z") };
  const whole = { startedAt: at("2026-01-01T00:00:00Z"), trialEnd: null, endedAt: null };
  it.each([
    ["is due in full while it runs on", whole, 3000, true],
    ["is due from the start on", { ...whole, startedAt: at("2026-04-16T00:00:00Z") }, 1500, false],
    ["is not due in the trial", { ...whole, trialEnd: at("2026-04-21T00:00:00Z") }, 1000, false],
    ["is due until the end", { ...whole, endedAt: at("2026-04-02T00:00:00Z") }, 100, false],
    ["is not due behind the end", { ...whole, endedAt: at("2026-03-31T00:00:00Z") }, 0, false],
  ])("%s", (_title, life, amountMinor, isWhole) => {
    expect(billedShare(3000, period, life)).toEqual({ amountMinor, isWhole });
  });

  it("of two halves is never more than a minor unit off the whole", () => {
    fc.assert(
      fc.property(fc.nat(1_000_000_000), fc.nat(2_592_000_000), (price, splitMs) => {
        const split = new Date(period.start.getTime() + splitMs);
        const first = billedShare(price, period, { ...whole, endedAt: split }).amountMinor;
        const second = billedShare(price, period, { ...whole, startedAt: split }).amountMinor;
        expect(Math.abs(first + second - price)).toBeLessThanOrEqual(1);
      }),
    );
  });
});

import { describe, expect, it } from "vitest";
import { clockTarget, furthestStep } from "@/lib/billing/clock-step";

const at = (text: string) => new Date(`${text}Z`);
const now = at("2026-11-21T10:00:00");

describe("clockTarget", () => {
  const ahead = [
    { kind: "renewal", at: at("2026-12-21T10:00:00") },
    { kind: "grace_end", at: at("2026-11-25T12:00:00") },
    { kind: "card_expiry", at: at("2026-12-01T00:00:00") },
  ] as const;

  it.each([
    ["an hour", "hour", 0, "2026-11-21T11:00:00"],
    ["a day", "day", 0, "2026-11-22T10:00:00"],
    ["a week, on a clock that is a day ahead", "week", 86_400, "2026-11-29T10:00:00"],
    ["to the charge of the renewal, an hour after its draft", "renewal", 0, "2026-12-21T11:05:00"],
    ["to just after the end of grace", "grace_end", 0, "2026-11-25T12:01:00"],
  ] as const)("lets time pass: %s", (_, span, clockOffsetSeconds, expected) => {
    expect(clockTarget(span, { now, clockOffsetSeconds, ahead })).toEqual(at(expected));
  });

  it.each(["renewal", "grace_end"] as const)("goes nowhere when no %s lies ahead", (span) => {
    expect(clockTarget(span, { now, clockOffsetSeconds: 0, ahead: ahead.slice(2) })).toBeNull();
    expect(clockTarget(span, { now, clockOffsetSeconds: 90 * 86_400, ahead })).toBeNull();
  });

  it("ends a trial where that comes before a renewal", () => {
    const both = [...ahead, { kind: "trial_end", at: at("2026-11-30T10:00:00") } as const];
    expect(clockTarget("renewal", { now, clockOffsetSeconds: 0, ahead: both })).toEqual(at("2026-11-30T11:05:00"));
  });
});

describe("furthestStep", () => {
  it.each([
    ["two months by the month", ["month"], "2026-11-21T10:00:00", "2027-01-20T10:00:00"],
    ["two months when both run", ["year", "month"], "2026-11-21T10:00:00", "2027-01-20T10:00:00"],
    ["two years by the year", ["year"], "2026-11-21T10:00:00", "2028-11-20T10:00:00"],
    ["two years without a subscription", [], "2026-11-21T10:00:00", "2028-11-20T10:00:00"],
    ["over a short month", ["month"], "2026-12-31T10:00:00", "2027-02-27T10:00:00"],
  ] as const)("%s", (_, intervals, from, expected) => {
    expect(furthestStep(at(from), intervals)).toEqual(at(expected));
  });
});

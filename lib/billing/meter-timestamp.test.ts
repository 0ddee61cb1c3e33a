import { describe, expect, it } from "vitest";
import { meterInstant, meterTimestamp } from "@/lib/billing/meter-timestamp";

const at = (text: string) => new Date(`${text}Z`);
const seconds = (text: string) => at(text).getTime() / 1000;

describe("meterInstant", () => {
  it.each([
    ["a window counts at its last second", "2026-11-21T10:00:00", null, "2026-11-21T09:59:59"],
    [
      "a window that its period cuts counts in that period",
      "2026-11-21T10:00:00",
      "2026-11-21T09:20:30",
      "2026-11-21T09:20:29",
    ],
    ["a period that goes on cuts nothing", "2026-11-21T10:00:00", "2026-12-01T00:00:00", "2026-11-21T09:59:59"],
  ])("%s", (_, windowEnd, periodEnd, expected) => {
    expect(meterInstant(at(windowEnd), periodEnd === null ? null : at(periodEnd))).toEqual(at(expected));
  });
});

describe("meterTimestamp", () => {
  const start = "2026-11-10T12:00:00";
  it.each([
    [
      "usage of the running period keeps its instant",
      "2026-11-21T09:59:59",
      "2026-11-21T10:05:00",
      false,
      "2026-11-21T09:59:59",
    ],
    [
      "usage of an invoiced period is billed on the next one",
      "2026-11-10T11:59:59",
      "2026-11-21T10:05:00",
      false,
      start,
    ],
    [
      "usage of a period whose invoice is a draft still counts there",
      "2026-11-10T11:59:59",
      "2026-11-10T12:20:00",
      true,
      "2026-11-10T11:59:59",
    ],
    [
      "a clock that stands is never overtaken",
      "2026-11-21T09:59:59",
      "2026-11-21T09:30:00",
      false,
      "2026-11-21T09:30:00",
    ],
    ["a clock that stands at the renewal takes it there", "2026-11-10T12:59:59", start, false, start],
    [
      "what is older than can be reported is reported as old as can be",
      "2026-09-01T00:00:00",
      "2026-11-10T12:20:00",
      true,
      "2026-10-07T12:20:00",
    ],
  ])("%s", (_, instant, clock, isEarlierOpen, expected) => {
    const billing = { clock: at(clock), periodStart: at(start), pricedFrom: at(start), isEarlierOpen };
    expect(meterTimestamp(at(instant), billing)).toBe(seconds(expected));
  });

  it.each([
    [
      "what came before an upgrade is dated after it: before, it was billed already",
      false,
      "2026-11-12T08:00:00",
      "2026-11-15T00:00:01",
    ],
    ["a draft of the period before takes its own still", true, "2026-11-10T11:59:59", "2026-11-10T11:59:59"],
    ["but nothing of the running one", true, "2026-11-12T08:00:00", "2026-11-15T00:00:01"],
  ])("%s", (_, isEarlierOpen, instant, expected) => {
    const clock = at("2026-11-20T00:00:00");
    const billing = { clock, periodStart: at(start), pricedFrom: at("2026-11-15T00:00:01"), isEarlierOpen };
    expect(meterTimestamp(at(instant), billing)).toBe(seconds(expected));
  });

  it("goes past a clock that stands at an upgrade, by as much as the new prices begin later", () => {
    const clock = at("2026-11-15T00:00:00");
    const billing = { clock, periodStart: at(start), pricedFrom: at("2026-11-15T00:00:01"), isEarlierOpen: false };
    expect(meterTimestamp(at("2026-11-15T09:59:59"), billing)).toBe(seconds("2026-11-15T00:00:01"));
  });

  it("is in whole seconds", () => {
    const billing = { clock: at("2026-11-21T10:00:00.700"), periodStart: null, pricedFrom: null, isEarlierOpen: false };
    expect(meterTimestamp(at("2026-11-21T11:00:00"), billing)).toBe(seconds("2026-11-21T10:00:00"));
  });
});

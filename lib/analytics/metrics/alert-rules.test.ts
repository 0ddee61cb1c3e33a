import { describe, expect, it } from "vitest";
import {
  failingPayments,
  moreRefused,
  silentAfterMs,
  slowUnblocks,
  type TenantHours,
  tooManyUnknown,
} from "@/lib/analytics/metrics/alert-rules";

const minuteMs = 60_000;

describe("more tenants refused than usual at this hour", () => {
  const quiet: TenantHours = { asked: true, refused: false, weeksAsked: 4, weeksRefused: 0 };
  const newly: TenantHours = { ...quiet, refused: true };
  const always: TenantHours = { asked: true, refused: true, weeksAsked: 4, weeksRefused: 4 };
  const many = (count: number, tenant: TenantHours) => Array.from({ length: count }, () => tenant);

  it.each([
    ["eight of forty that never were", [...many(32, quiet), ...many(8, newly)], { refused: 8, usual: 0 }],
    ["two of forty", [...many(38, quiet), ...many(2, newly)], null],
    ["eight that always are", [...many(32, quiet), ...many(8, always)], null],
    ["three of four, too few to tell", [...many(1, quiet), ...many(3, newly)], null],
  ])("%s", (_name, tenants, found) => {
    expect(moreRefused(tenants, "t")).toEqual(found);
  });
});

describe("slow openings of the gate", () => {
  it.each([
    ["19 of 20 in time", [...Array(19).fill(900), 8_000], null],
    ["18 of 20 in time", [...Array(18).fill(900), 8_000, 6_000], { slow: 2, of: 20, worstMs: 8_000 }],
    ["one after more than a minute", [900, 61_000], { slow: 1, of: 2, worstMs: 61_000 }],
    ["slow ones before the last 20", [...Array(9).fill(70_000), ...Array(20).fill(900)], null],
    ["nobody paid", [], null],
  ])("%s", (_name, took, found) => {
    expect(slowUnblocks(took)).toEqual(found);
  });
});

describe("failing payments", () => {
  // 8 of 12: Wilson's lower bound is 39.1 %, above twice 15 % and below twice 20 %.
  it.each([
    ["clearly more than twice the usual", { failed: 8, attempts: 12 }, { failed: 15, attempts: 100 }, true],
    ["perhaps twice the usual", { failed: 8, attempts: 12 }, { failed: 20, attempts: 100 }, false],
    ["nine attempts", { failed: 9, attempts: 9 }, { failed: 1, attempts: 100 }, false],
    ["nothing to compare with", { failed: 9, attempts: 12 }, { failed: 0, attempts: 0 }, false],
  ])("%s", (_name, week, usual, holds) => {
    expect(failingPayments(week, usual) !== null).toBe(holds);
  });
});

it("doubt is too much from 20 calls and one in a thousand", () => {
  expect([tooManyUnknown(20, 20_000), tooManyUnknown(20, 20_001), tooManyUnknown(19, 100)]).toEqual([
    true,
    false,
    false,
  ]);
});

describe("silence of everybody", () => {
  it("begins after a quarter of an hour where calls never stop, and five times the usual gap elsewhere", () => {
    expect(silentAfterMs(Array(14).fill(0))).toBe(15 * minuteMs);
    expect(silentAfterMs([0, 0, 15, 30, 30, 45, 120].map((minutes) => minutes * minuteMs))).toBe(150 * minuteMs);
  });

  it("is not known in the first week", () => {
    expect(silentAfterMs(Array(6).fill(0))).toBeNull();
  });
});

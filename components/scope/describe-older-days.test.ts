import { describe, expect, test } from "vitest";
import { describeOlderDays, holdsOlderDays } from "@/components/scope/describe-older-days";

const done = {
  zone: "Europe/Berlin",
  zoneBefore: "UTC",
  before: "2026-10-23T22:00:00.000Z",
  isRunning: false,
};

describe("days of an earlier report zone", () => {
  test("are told by the date in the new one from which on they are right", () =>
    expect(describeOlderDays(done)).toBe(
      "Days before 24 Oct 2026 are those of UTC: they were counted before the report zone became Europe/Berlin.",
    ));
  test("are told while they become fewer, and while they are all", () => {
    expect(describeOlderDays({ ...done, isRunning: true })).toBe(
      "Days are being counted anew by Europe/Berlin: those before 24 Oct 2026 are still those of UTC.",
    );
    expect(describeOlderDays({ ...done, isRunning: true, before: null })).toMatch(/all of them are still those of UTC/);
  });
  test("concern a window that begins before they end, and no other", () => {
    expect(holdsOlderDays(done, "2026-10-23T21:00:00Z")).toBe(true);
    expect(holdsOlderDays(done, "2026-10-23T22:00:00Z")).toBe(false);
    expect(holdsOlderDays({ ...done, before: null }, "2026-11-20T00:00:00Z")).toBe(true);
    expect(holdsOlderDays(null, "2020-01-01T00:00:00Z")).toBe(false);
  });
});

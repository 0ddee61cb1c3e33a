import { expect, it } from "vitest";
import { MinuteGuard } from "@/lib/server/minute-guard";

const at = (seconds: number) => new Date(Date.UTC(2026, 10, 20, 12, 0, seconds));

it("lets the limit through in one minute and no more, each subject by itself", () => {
  const guard = new MinuteGuard(3);
  expect([1, 2, 3, 4].map((second) => guard.take("a", at(second)))).toEqual([true, true, true, false]);
  expect(guard.take("b", at(5))).toBe(true);
});

it("starts again with the next minute", () => {
  const guard = new MinuteGuard(1);
  expect([guard.take("a", at(0)), guard.take("a", at(59)), guard.take("a", at(60))]).toEqual([true, false, true]);
});

it("keeps no more subjects than its space", () => {
  const guard = new MinuteGuard(1, 2);
  for (const subject of ["a", "b"]) guard.take(subject, at(0));
  expect(guard.take("c", at(0))).toBe(true);
  expect(guard.take("a", at(0))).toBe(false);
});

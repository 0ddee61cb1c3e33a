import { describe, expect, test } from "vitest";
import { takeToken, tokenBucket } from "@/lib/billing/token-bucket";

describe("a token bucket", () => {
  test("lets a burst through, and spreads what comes beyond it", () => {
    const bucket = tokenBucket(20);
    expect(Array.from({ length: 23 }, () => takeToken(bucket, 5_000)).slice(18)).toEqual([0, 0, 50, 100, 150]);
  });
  test("never makes more calls in ten seconds than ten times its rate and one burst", () => {
    const bucket = tokenBucket(20);
    const sentMs = Array.from({ length: 1_000 }, (_, n) => 1_000 + n + takeToken(bucket, 1_000 + n));
    expect(sentMs.filter((atMs) => atMs < 11_000).length).toBeLessThanOrEqual(220);
  });
  test("fills again, never above a burst, and bears a clock that goes back", () => {
    const bucket = tokenBucket(2);
    for (const expected of [0, 0, 500]) expect(takeToken(bucket, 1_000)).toBe(expected);
    for (const expected of [0, 0, 500]) expect(takeToken(bucket, 60_000)).toBe(expected);
    expect(takeToken(bucket, 50_000)).toBe(1_000);
  });
});

import { describe, expect, test } from "vitest";
import { isKeyChangeable } from "@/lib/keys/is-key-changeable";
import { keyStatus, secretState } from "@/lib/keys/key-status";

const now = new Date("2026-08-14T12:00:00Z");
const past = new Date(now.getTime() - 1);
const future = new Date(now.getTime() + 1);

describe("a key is", () => {
  test.each([
    ["active without an end", { revokedAt: null, expiresAt: null, pausedAt: null }, "active"],
    ["active until its end", { revokedAt: null, expiresAt: future, pausedAt: null }, "active"],
    ["expired at the very instant of its end", { revokedAt: null, expiresAt: now, pausedAt: null }, "expired"],
    ["paused", { revokedAt: null, expiresAt: future, pausedAt: past }, "paused"],
    ["expired even when paused", { revokedAt: null, expiresAt: past, pausedAt: past }, "expired"],
    ["revoked whatever else", { revokedAt: past, expiresAt: past, pausedAt: past }, "revoked"],
  ] as const)("%s", (_, key, status) => {
    expect(keyStatus(key, now)).toBe(status);
  });
});

describe("a secret is", () => {
  test.each([
    ["current", { replacedAt: null, expiresAt: null }, "current"],
    ["retiring in its overlap", { replacedAt: past, expiresAt: future }, "retiring"],
    ["ended when the overlap is over", { replacedAt: past, expiresAt: now }, "ended"],
  ] as const)("%s", (_, secret, state) => {
    expect(secretState(secret, now)).toBe(state);
  });
});

test.each([
  ["owner", "per_1", true],
  ["admin", "per_1", true],
  ["developer", "per_1", false],
  ["developer", "per_2", true],
  ["billing", "per_2", false],
  ["viewer", "per_2", false],
] as const)("a %s may change a key of per_2 as %s: %s", (role, personId, may) => {
  expect(isKeyChangeable(role, personId, "per_2")).toBe(may);
});

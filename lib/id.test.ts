import { describe, expect, test } from "vitest";
import { idTime, isId, newId } from "@/lib/id";

const now = new Date("2026-11-21T10:00:00.123Z");

describe("identifiers", () => {
  test("carry their kind, and only that kind accepts them", () => {
    const id = newId("request", now);
    expect(id).toMatch(/^req_[0-9A-HJKMNP-TV-Z]{26}$/);
    expect(isId("request", id)).toBe(true);
    expect(isId("tenant", id)).toBe(false);
  });
  test("give back their instant", () => {
    expect(idTime(newId("request", now))).toEqual(now);
  });
  test("sort by time", () => {
    const earlier = newId("key", new Date(now.getTime() - 1));
    expect(earlier < newId("key", now)).toBe(true);
  });
  test("do not repeat", () => {
    const ids = new Set(Array.from({ length: 5_000 }, () => newId("request", now)));
    expect(ids.size).toBe(5_000);
  });
  test.each([
    "",
    "req_",
    "req_8ZZZZZZZZZZZZZZZZZZZZZZZZZ",
    "req_7ZZZZZZZZZZZZZZZZZZZZZZZZZ",
    "req_01M7XNXRKG4T9B2V6C8D0E3F5U",
    7,
    null,
  ])("a malformed value is not an identifier: %s", (value) => expect(isId("request", value)).toBe(false));
});

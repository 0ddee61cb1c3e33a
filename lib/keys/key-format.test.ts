import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { composeKey, digestKey, keyHint, mintKey, parseKey } from "@/lib/keys/key-format";

describe("the format of a key", () => {
  it("is what secret scanners look for, and carries a checksum that parses", () => {
    for (const mode of ["live", "test"] as const) {
      const key = mintKey(mode);
      expect(key).toMatch(/^fg_(live|test)_[0-9A-Za-z]{38}$/);
      expect(parseKey(key)).toEqual({ mode });
    }
  });

  it("ends in the CRC-32 of everything before it", () => {
    // CRC-32 of "fg_live_" + 32 zeros by zlib, in base62.
    expect(composeKey("live", "0".repeat(32)).slice(-6)).toBe("4bc2BU");
  });

  it("finds every single mistyped character", () => {
    const key = composeKey("live", "9fK2mVx0aQ7Lr3TbYc5Nd8Pe1Wg4Zh6J");
    fc.assert(
      fc.property(fc.integer({ min: 8, max: key.length - 1 }), fc.constantFrom(..."0aZ9"), (at, character) => {
        const typed = key.slice(0, at) + character + key.slice(at + 1);
        expect(parseKey(typed) === null).toBe(typed !== key);
      }),
    );
  });

  it("refuses other lengths, prefixes and hidden characters", () => {
    const key = mintKey("live");
    for (const text of [
      "",
      key.slice(1),
      `${key}0`,
      `${key}\n`,
      ` ${key}`,
      key.replace("live", "prod"),
      key.replace("fg", "FG"),
    ])
      expect(parseKey(text)).toBeNull();
  });

  it("never mints the same key twice, and uses all 62 characters", () => {
    const keys = Array.from({ length: 500 }, () => mintKey("live"));
    expect(new Set(keys).size).toBe(500);
    expect(new Set(keys.map((key) => key.slice(8, 40)).join("")).size).toBe(62);
  });

  it("shows at most four first and four last characters", () => {
    const key = composeKey("live", "9fK2mVx0aQ7Lr3TbYc5Nd8Pe1Wg4Zh6J");
    expect(keyHint(key)).toBe(`fg_live_9fK2…${key.slice(-4)}`);
  });

  it("digests to 32 bytes that depend on the pepper", () => {
    const key = mintKey("test");
    expect(digestKey(key, "a".repeat(32))).toHaveLength(32);
    expect(digestKey(key, "a".repeat(32)).equals(digestKey(key, "b".repeat(32)))).toBe(false);
  });
});

import { describe, expect, it } from "vitest";
import { deriveNetwork } from "@/lib/accounts/derive-network";
import { parseEmail } from "@/lib/accounts/parse-email";
import { deriveSessionEnd } from "@/lib/accounts/session-lifetime";

describe("an e-mail address", () => {
  it.each([
    ["  Ada@Example.COM ", "ada@example.com"],
    ["ada+test@example.com", "ada+test@example.com"],
    ["jürgen@example.com", "jürgen@example.com"],
  ])("%j is kept as %j", (text, kept) => {
    expect(parseEmail(text)).toBe(kept);
  });
  it.each([
    ["no at sign", "ada.example.com"],
    ["two at signs", "ada@evil.example@example.com"],
    ["a full-width at sign", "ada＠example.com"],
    ["a small at sign", "ada﹫example.com"],
    ["a quote", '"ada"@example.com'],
    ["a line break", "ada@example.com\nbcc: x"],
    ["a zero-width character", "ada\u200b@example.com"],
    ["no domain", "ada@"],
    ["255 characters", `${"a".repeat(243)}@example.com`],
    ["a megabyte", "a".repeat(1_000_000)],
  ])("is refused with %s", (_name, text) => {
    expect(parseEmail(text)).toBeNull();
  });
});

describe("the network that is counted", () => {
  it.each([
    ["203.0.113.7", "203.0.113.7"],
    ["::ffff:203.0.113.7", "203.0.113.7"],
    ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
    ["2001:db8:1:2::9", "2001:db8:1:2::/64"],
    ["2001:0DB8:0001:0002::", "2001:db8:1:2::/64"],
    ["::1", "0:0:0:0::/64"],
    ["fe80::1%eth0", "fe80:0:0:0::/64"],
  ])("of %s is %s", (address, network) => {
    expect(deriveNetwork(address)).toBe(network);
  });
  it("is one for all whose address is unknown", () => {
    expect(deriveNetwork(null)).toBe("unknown");
  });
});

describe("a session", () => {
  const hour = 3_600_000;
  const created = new Date("2026-08-01T00:00:00Z");
  const hoursIn = (hours: number) => new Date(created.getTime() + hours * hour);
  it.each([
    ["ends a day after its last use", 10, false, 34],
    ["ends after 14 days, however often it is used", 14 * 24 - 1, false, 14 * 24],
    ["of staff ends 12 hours after sign-in", 11, true, 12],
  ])("%s", (_name, seenAfter, staff, ends) => {
    expect(deriveSessionEnd({ createdAt: created, seenAt: hoursIn(seenAfter), staff })).toEqual(hoursIn(ends));
  });
});

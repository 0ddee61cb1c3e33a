import { describe, expect, it } from "vitest";
import { matchNetwork, parseNetwork } from "@/lib/keys/match-network";

describe("matchNetwork", () => {
  const cases: [range: string, address: string, matches: boolean][] = [
    ["203.0.113.7", "203.0.113.7", true],
    ["203.0.113.7", "203.0.113.8", false],
    ["203.0.113.0/24", "203.0.113.255", true],
    ["203.0.113.0/24", "203.0.114.0", false],
    ["10.0.0.0/8", "10.255.1.2", true],
    ["192.168.4.0/22", "192.168.7.255", true],
    ["192.168.4.0/22", "192.168.8.0", false],
    ["0.0.0.0/0", "198.51.100.1", true],
    ["0.0.0.0/0", "2001:db8::1", false],
    ["203.0.113.0/24", "::ffff:203.0.113.9", true],
    ["203.0.113.0/24", "::ffff:cb00:7109", true],
    ["::ffff:203.0.113.0/120", "203.0.113.9", true],
    ["2001:db8::/32", "2001:db8:1:2::3", true],
    ["2001:db8::/32", "2001:db9::1", false],
    ["2001:db8::/33", "2001:db8:8000::", false],
    ["fe80::/10", "fe80::1%eth0", true],
    ["::/0", "2001:db8::1", true],
    ["::1", "::1", true],
    ["::1", "0:0:0:0:0:0:0:1", true],
    ["::1", "127.0.0.1", false],
  ];
  it.each(cases)("%s and %s: %s", (range, address, matches) => {
    expect(matchNetwork([range], address)).toBe(matches);
  });

  it("matches nothing without ranges or with what is not an address", () => {
    expect(matchNetwork([], "10.0.0.1")).toBe(false);
    for (const address of ["", "localhost", "10.0.0", "10.0.0.1.2", "010.0.0.1", "1:2:3", "::g"])
      expect(matchNetwork(["0.0.0.0/0", "::/0"], address)).toBe(false);
  });
});

describe("parseNetwork", () => {
  it.each([
    "10.0.0.0/33",
    "10.0.0.1/8",
    "10.0.0/8",
    "::1/129",
    "::/0/0",
    "1::2::3",
    "10.0.0.0/08",
    "10.0.0.0/",
    "x/8",
    "",
  ])("refuses %j", (text) => expect(parseNetwork(text)).toBeNull());
});

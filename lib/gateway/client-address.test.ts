import { describe, expect, it } from "vitest";
import { clientAddress } from "@/lib/gateway/client-address";

describe("clientAddress", () => {
  const cases: [
    guarantee: string,
    peer: string | null,
    forwarded: string | null,
    hops: number,
    wanted: string | null,
  ][] = [
    ["without trusted proxies the header is worth nothing", "192.0.2.1", "203.0.113.9", 0, "192.0.2.1"],
    ["a mapped IPv4 address is IPv4", "::ffff:192.0.2.1", null, 0, "192.0.2.1"],
    ["one proxy: the last entry", "10.0.0.1", "203.0.113.9, 198.51.100.4", 1, "198.51.100.4"],
    ["two proxies: the last but one", "10.0.0.1", "203.0.113.9, 198.51.100.4, 10.0.0.2", 2, "198.51.100.4"],
    ["fewer entries than proxies: the socket", "10.0.0.1", "203.0.113.9", 2, "10.0.0.1"],
    ["no header: the socket", "10.0.0.1", null, 1, "10.0.0.1"],
    ["a port is cut off", "10.0.0.1", "203.0.113.9:4711", 1, "203.0.113.9"],
    ["a bracketed IPv6 address is plain", "10.0.0.1", "[2001:db8::1]:4711", 1, "2001:db8::1"],
    ["a door that does not know the socket", null, null, 0, null],
  ];
  it.each(cases)("%s", (_, peer, forwarded, hops, wanted) => expect(clientAddress(peer, forwarded, hops)).toBe(wanted));
});

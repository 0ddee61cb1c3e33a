import { describe, expect, test } from "vitest";
import { describeReach } from "@/lib/keys/describe-reach";

const geo = (path: string) => ({ api: "Geo", method: "GET", path });
const choices = [
  { scope: "geo:read", routes: [geo("/v1/search"), geo("/v1/reverse")] },
  { scope: "weather:read", routes: [{ api: "Weather", method: "GET", path: "/v1/now" }] },
];
const base = { mode: "test", scopes: [], networks: 0, expiresAt: new Date("2027-02-19T10:00:00Z"), choices } as const;

describe("what a key may do", () => {
  test.each([
    [{}, "This test key may call only routes that ask for no scope, from any address, until 19 Feb 2027 UTC."],
    [{ scopes: ["geo:read"] }, "This test key may call 2 routes of Geo, from any address, until 19 Feb 2027 UTC."],
    [
      { scopes: ["geo:read", "weather:read"], mode: "live", networks: 1, expiresAt: null },
      "This live key may call 2 routes of Geo and 1 route of Weather, from 1 address range, without an end.",
    ],
  ] as const)("is said in one sentence: %j", (over, sentence) => {
    expect(describeReach({ ...base, ...over })).toBe(sentence);
  });
});

import { describe, expect, it } from "vitest";
import { filterRequestHeaders, filterResponseHeaders } from "@/lib/gateway/filter-headers";

const secret = `fg_live_${"a".repeat(38)}`;
const asked = (raw: string[], connection: string[] = [], dropCookies = false) =>
  filterRequestHeaders(raw, connection, "x-upstream-key", dropCookies)
    .split("\r\n")
    .slice(0, -1)
    .flatMap((line) => line.split(": "));
const answered = (raw: string[], connection: string[] = []) => filterResponseHeaders(raw, connection);

describe("filterRequestHeaders", () => {
  it.each([
    "Authorization",
    "X-Api-Key",
    "Host",
    "Connection",
    "Transfer-Encoding",
    "Upgrade",
    "TE",
    "Faregate-Tenant",
    "Faregate_Tenant",
    "X-Forwarded-For",
    "X_Forwarded_For",
    "X-Middleware-Subrequest",
    "Next-Action",
    "PAYMENT-SIGNATURE",
    "Payment-Authorization",
    "X-Upstream-Key",
    "x_upstream_key",
  ])("drops %s", (name) => expect(asked([name, "v", "Accept", "a"])).toEqual(["Accept", "a"]));

  it("drops what Connection names, and the key wherever it stands", () => {
    expect(asked(["X-Hop", "1", "X-Copy", `v=${secret}`, "X-Kept", "2"], ["x-hop"])).toEqual(["X-Kept", "2"]);
  });

  it("drops cookies where it is told to, and keeps repeated headers apart", () => {
    expect(asked(["Cookie", "a=1", "X-A", "1", "X-A", "2"], [], true)).toEqual(["X-A", "1", "X-A", "2"]);
    expect(asked(["Cookie", "a=1"])).toEqual(["Cookie", "a=1"]);
  });

  it.each([
    ["X-Bad", "a\r\nFaregate-Tenant: forged"],
    ["X-Bad", "a\nb"],
    ["X-Bad", "a\0b"],
    ["X-Bad", "\u010a"],
    ["X Bad", "v"],
    ["X-Bad\r\nY", "v"],
    ["", "v"],
  ])("drops what would be no single line: %j %j", (name, value) => {
    expect(asked([name, value, "Accept", "a"])).toEqual(["Accept", "a"]);
  });
});

describe("filterResponseHeaders", () => {
  it.each([
    "Set-Cookie",
    "Server",
    "Clear-Site-Data",
    "Strict-Transport-Security",
    "Service-Worker-Allowed",
    "Transfer-Encoding",
    "Keep-Alive",
    "PAYMENT-REQUIRED",
    "X-PAYMENT-RESPONSE",
    "Payment-Receipt",
    "Settlement-Overrides",
    "Crawler-Price",
    "RateLimit",
    "RateLimit-Remaining",
    "X-RateLimit-Limit",
    "Faregate-Usage",
    "Request-Id",
    "Access-Control-Allow-Origin",
  ])("drops %s", (name) => expect(answered([name, "v", "ETag", "e"])).toEqual(["ETag", "e"]));

  it("drops what Connection names, and challenges that ask for money", () => {
    const raw = ["Connection", "X-Hop, close", "X-Hop", "1", "WWW-Authenticate", 'Payment id="1"', "X-Kept", "2"];
    expect(answered(raw, ["x-hop", "close"])).toEqual(["X-Kept", "2"]);
    expect(answered(["WWW-Authenticate", 'Basic realm="x"'])).toHaveLength(2);
  });
});

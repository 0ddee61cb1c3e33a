import { describe, expect, it } from "vitest";
import { filterRequestHeaders, filterResponseHeaders } from "@/lib/gateway/filter-headers";

const secret = `fg_live_${"a".repeat(38)}`;
const asked = (raw: string[], connection: string[] = [], dropCookies = false) =>
  filterRequestHeaders(raw, connection, { credentialHeader: "x-upstream-key", dropCookies });
const answered = (raw: string[]) => filterResponseHeaders(raw.map((text) => Buffer.from(text, "latin1")));

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
    expect(
      answered(["connection", "X-Hop, close", "x-hop", "1", "WWW-Authenticate", 'Payment id="1"', "X-Kept", "2"]),
    ).toEqual(["X-Kept", "2"]);
    expect(answered(["WWW-Authenticate", 'Basic realm="x"'])).toHaveLength(2);
  });
});

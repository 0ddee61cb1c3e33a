import { describe, expect, test } from "vitest";
import { sampleCall } from "@/lib/keys/sample-call";

const routes = [
  { apiSlug: "geo-data", path: "/v1/search", scope: "geo:read" },
  { apiSlug: "geo-data", path: "/v1/reports", scope: "reports:read" },
  { apiSlug: "geo-data", path: "/v1/ping", scope: null },
];

describe("the ready-made call of a key", () => {
  test.each([
    ["calls a route that its scopes open", ["reports:read"], "/geo-data/v1/reports"],
    ["falls back to a route that asks for no scope", [], "/geo-data/v1/ping"],
    ["takes the first route that fits", ["geo:read", "reports:read"], "/geo-data/v1/search"],
  ])("%s", (_name, scopes, path) => {
    const { curl } = sampleCall(routes, scopes, "http://gate:8402", "fg_test_x");
    expect(curl).toBe(`curl -i -H "Authorization: Bearer fg_test_x" "http://gate:8402${path}"`);
  });

  test("leaves the path open when no route fits", () => {
    expect(sampleCall([], [], "http://gate", "s").curl).toContain('"http://gate/api/…"');
  });

  test("names the variable after the api", () => {
    expect(sampleCall(routes, [], "http://gate", "fg_test_x").envLine).toBe("GEO_DATA_API_KEY=fg_test_x");
  });
});

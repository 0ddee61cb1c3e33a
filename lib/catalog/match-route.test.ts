import { describe, expect, it } from "vitest";
import { compileRoutes, matchRoute, pathProblem } from "@/lib/catalog/match-route";
import type { Api, Route } from "@/lib/catalog/types";

const api: Api = {
  id: "api_1",
  slug: "northlight",
  name: "Northlight",
  upstreamUrl: "http://upstream.example",
  upstreamCredential: null,
  connectTimeoutMs: 5000,
  responseTimeoutMs: 30_000,
  idleTimeoutMs: 60_000,
  allowedOrigins: [],
};
const route = (method: string, path: string): Route => ({
  id: `${method} ${path}`,
  apiId: "api_1",
  method,
  path,
  featureId: null,
  costUnits: 1,
  costHeader: null,
  minCostUnits: 0,
  scope: null,
  maxBodyBytes: 1,
  chargedStatuses: [],
});
const matcher = compileRoutes({
  apis: [api, { ...api, id: "api_2", slug: "other" }],
  routes: [
    route("GET", "/"),
    route("GET", "/v1/search"),
    route("POST", "/v1/search"),
    route("GET", "/v1/reports/{id}"),
    route("DELETE", "/v1/reports/{id}"),
    route("GET", "/v1/reports/latest"),
    route("GET", "/v1/reports/{id}/pages/{page}"),
    route("GET", "/v1/reports/latest/summary"),
    route("GET", "/v1/files/*"),
    route("PUT", "/v1/{kind}/{id}"),
    { ...route("GET", "/lost"), apiId: "api_archived" },
  ],
});
const match = (method: string, path: string, slug = "northlight") => {
  const found = matchRoute(matcher, slug, method, path);
  if (found.kind === "found") return found.route.path;
  return found.kind === "other_method" ? `405 ${found.allow.join(",")}` : found.kind;
};

describe("matchRoute", () => {
  const cases: [method: string, path: string, wanted: string][] = [
    ["GET", "/", "/"],
    ["GET", "/v1/search", "/v1/search"],
    ["HEAD", "/v1/search", "/v1/search"],
    ["GET", "/v1/search/", "unknown_path"],
    ["GET", "/v1//search", "unknown_path"],
    ["GET", "/v1/Search", "unknown_path"],
    ["GET", "/v1/reports/7", "/v1/reports/{id}"],
    ["GET", "/v1/reports/", "unknown_path"],
    ["GET", "/v1/reports/latest", "/v1/reports/latest"],
    ["GET", "/v1/reports/latest/pages/2", "/v1/reports/{id}/pages/{page}"],
    ["GET", "/v1/reports/a%2Fb", "/v1/reports/{id}"],
    ["GET", "/v1/reports/a%2Fpages%2F2", "/v1/reports/{id}"],
    ["GET", "/v1/files/a/b//c", "/v1/files/*"],
    ["GET", "/v1/files/", "/v1/files/*"],
    ["GET", "/v1/files", "unknown_path"],
    ["PATCH", "/v1/search", "405 GET,HEAD,POST"],
    ["POST", "/v1/reports/7", "405 DELETE,GET,HEAD"],
    ["GET", "/lost", "unknown_path"],
    ["GET", "/v1/reports/../search", "bad_path"],
    ["GET", "/v1/reports/a\\b", "bad_path"],
  ];
  it.each(cases)("%s %s: %s", (method, path, wanted) => expect(match(method, path)).toBe(wanted));

  it("knows only its own apis, and each api only its own routes", () => {
    expect(match("GET", "/v1/search", "nowhere")).toBe("unknown_api");
    expect(match("GET", "/v1/search", "other")).toBe("unknown_path");
    expect(match("GET", "/v1/search", "__proto__")).toBe("unknown_api");
  });
});

describe("pathProblem", () => {
  it.each([
    "/a/./b",
    "/a/..",
    "/a/..;x/b",
    "/..",
    "/a%2e%2e/b",
    "/%2E%2E/b",
    "/a\\b",
    "/a%5Cb",
    "/a%00",
    "/a%0d%0aX:y",
    "/a%7f",
    "/a%zz",
    "/a%2",
    "/%72eports",
    "/a b",
    "/ä",
    "/a\u0000",
    "/a#b",
    "/a<b",
  ])("refuses %j", (path) => expect(pathProblem(path)).not.toBeNull());

  it.each(["/", "/a/b", "/a%2Fb", "/a%20b", "/%C3%A4", "/a.b/c..d", "/~x", "/a:b@c", "/a%7Eb", "/a;v=1"])(
    "takes %j",
    (path) => expect(pathProblem(path)).toBeNull(),
  );
});

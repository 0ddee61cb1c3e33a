import { describe, expect, test } from "vitest";
import { routePathProblem, routeShape } from "@/lib/catalog/route-path";

describe("a route pattern", () => {
  test.each(["/", "/v1/search", "/v1/reports/{id}", "/v1/files/*", "/v1/{a}/x/{b}", "/*", "/v1/a.b:batch"])(
    "may be %s",
    (path) => expect(routePathProblem(path)).toBeNull(),
  );
  test.each([
    ["v1", "start with /"],
    ["/v1//x", "empty segment"],
    ["/v1/", "empty segment"],
    ["/v1/../x", "dot segments"],
    ["/v1/*/x", "last segment"],
    ["/v1/{id}/{id}", "twice"],
    ["/v1/{id}x", "neither"],
    ["/v1/a%2Fb", "neither"],
    ["/v1/a?b=1", "neither"],
    [`/${"a".repeat(200)}`, "200"],
  ])("refuses %s", (path, reason) => expect(routePathProblem(path)).toContain(reason));
  test("has a shape that ignores parameter names", () => {
    expect(routeShape("/v1/{id}/x/{other}")).toBe(routeShape("/v1/{a}/x/{b}"));
    expect(routeShape("/v1/{id}")).not.toBe(routeShape("/v1/id"));
  });
});

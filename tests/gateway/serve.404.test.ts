import { describe, expect, it } from "vitest";
import { refusal } from "@/tests/gateway/call";
import { doors, openWorld } from "@/tests/gateway/world";

const world = await openWorld();
const tenant = await world.newTenant();

describe.each(doors)("at the %s door", (door) => {
  const url = (path: string) => world.doors[door].url + path;

  it.each([
    "/",
    "/nowhere",
    "/nowhere/v1/search",
    "/northlight",
    "/northlight/v2/search",
    "/northlight/v1/search/",
    "/northlight/v1/reports/1/2",
  ])("finds nothing at %s, with or without a key", async (path) => {
    const { response, problem } = await refusal(url(path), { headers: tenant.auth });
    expect(response.status).toBe(404);
    expect(problem.code).toBe("not_found");
    expect((await fetch(url(path))).status).toBe(404);
  });

  it("names the methods that a path takes", async () => {
    const { response, problem } = await refusal(url("/northlight/v1/search"), {
      method: "DELETE",
      headers: tenant.auth,
    });
    expect(response.status).toBe(405);
    expect(problem).toMatchObject({ code: "method_not_allowed", details: { allow: ["GET", "HEAD"] } });
    expect(response.headers.get("allow")).toBe("GET, HEAD");
  });

  it("refuses a path that another server could read differently", async () => {
    const before = world.upstream.total();
    for (const path of [
      "/northlight/v1/%72eports/1",
      "/northlight/v1/reports/a%5Cb",
      "/northlight/v1/reports/%00",
      "/northlight/v1/reports/%zz",
    ]) {
      const { response, problem } = await refusal(url(path), { headers: tenant.auth });
      expect(response.status, path).toBe(400);
      expect(problem.code).toBe("invalid_request");
    }
    expect(world.upstream.total()).toBe(before);
  });

  it("answers 414 for an address that is too long and 431 for too many headers", async () => {
    const long = await refusal(url(`/northlight/v1/search?q=${"x".repeat(8_200)}`), { headers: tenant.auth });
    expect(long.problem).toMatchObject({ status: 414, code: "uri_too_long" });
    const many = Object.fromEntries(Array.from({ length: 105 }, (_, n) => [`x-h${n}`, "v"]));
    expect(
      (await refusal(url("/northlight/v1/search"), { headers: { ...tenant.auth, ...many } })).problem,
    ).toMatchObject({ status: 431, code: "headers_too_large" });
  });
});

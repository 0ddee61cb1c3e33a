import { describe, expect, it } from "vitest";
import { doors, openWorld } from "@/tests/gateway/world";

const world = await openWorld();

describe.each(doors)("at the %s door", (door) => {
  const url = (path: string) => world.doors[door].url + path;

  it("lets a call through with the upstream's body, its own request id and what is left", async () => {
    const tenant = await world.newTenant();
    const response = await fetch(url("/northlight/v1/search?q=ber"), { headers: tenant.auth });
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ query: "ber", places: [{ name: "Berlin" }, { name: "Bergen" }] });
    expect(response.headers.get("request-id")).toMatch(/^req_[0-9A-Z]{26}$/);
    expect(response.headers.get("ratelimit-policy")).toMatch(/^"monthly";q=10;w=\d+$/);
    expect(response.headers.get("ratelimit")).toMatch(/^"monthly";r=9;t=\d+$/);
    expect(response.headers.get("faregate-usage")).toBe('"calls";n=1;r=9');
  });
});

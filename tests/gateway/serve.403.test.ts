import { describe, expect, it } from "vitest";
import { refusal } from "@/tests/gateway/call";
import { doors, openWorld } from "@/tests/gateway/world";

const world = await openWorld();

describe.each(doors)("at the %s door", (door) => {
  const url = (path = "/northlight/v1/search") => world.doors[door].url + path;

  it("names the scope that the key lacks", async () => {
    const tenant = await world.newTenant({ scopes: ["data:write"] });
    const { response, problem } = await refusal(url("/northlight/v1/reverse"), { headers: tenant.auth });
    expect(response.status).toBe(403);
    expect(problem).toMatchObject({
      code: "permission_denied",
      details: { reason: "scope", missingScope: "data:read" },
    });
    expect(problem.detail).toContain("data:read");
    expect(problem.actions).toMatchObject([{ rel: "manage_key" }]);
    const scoped = await world.newTenant({ scopes: ["data:read"] });
    expect((await fetch(url("/northlight/v1/reverse"), { headers: scoped.auth })).status).toBe(200);
  });

  it("refuses a suspended tenant before anything about money", async () => {
    const tenant = await world.newTenant({ suspended: true, plan: null });
    const { response, problem } = await refusal(url(), { headers: tenant.auth });
    expect(response.status).toBe(403);
    expect(problem.code).toBe("account_suspended");
    expect(problem.explainUrl).toBeTruthy();
  });

  it("refuses a paused key", async () => {
    const tenant = await world.newTenant();
    await world.sql`update api_key set paused_at = now() where id = ${tenant.keyId}`;
    const { problem } = await refusal(url(), { headers: tenant.auth });
    expect(problem).toMatchObject({ status: 403, code: "permission_denied", details: { reason: "key_paused" } });
  });

  it("refuses addresses outside the key's networks; a forged X-Forwarded-For changes nothing", async () => {
    const elsewhere = await world.newTenant({ networks: ["203.0.113.0/24"] });
    const { problem } = await refusal(url(), { headers: { ...elsewhere.auth, "x-forwarded-for": "203.0.113.9" } });
    expect(problem).toMatchObject({ status: 403, code: "ip_not_allowed" });
    const here = await world.newTenant({ networks: ["127.0.0.0/8"] });
    expect((await fetch(url(), { headers: here.auth })).status).toBe(200);
  });

  it("says that a feature which nothing on sale has is not available, not that money is missing", async () => {
    const tenant = await world.newTenant();
    const { response, problem } = await refusal(url("/northlight/v1/legacy"), { headers: tenant.auth });
    expect(response.status).toBe(403);
    expect(problem.code).toBe("feature_unavailable");
  });

  it("charges nothing for a refusal, and the upstream sees none", async () => {
    const tenant = await world.newTenant({ suspended: true });
    const before = world.upstream.total();
    await refusal(url(), { headers: tenant.auth });
    expect(world.upstream.total()).toBe(before);
    expect(await world.sql`select 1 from ledger_account where tenant_id = ${tenant.id}`).toEqual([]);
  });
});

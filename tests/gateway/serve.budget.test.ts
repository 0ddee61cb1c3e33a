import { describe, expect, it } from "vitest";
import { eventually, refusal } from "@/tests/gateway/call";
import { doors, openWorld } from "@/tests/gateway/world";

const world = await openWorld();

describe.each(doors)("a key's budget at the %s door", (door) => {
  const url = (path = "/northlight/v1/search") => world.doors[door].url + path;

  it("ends the key's calls within what its tenant has, and nobody else's", async () => {
    const tenant = await world.newTenant({ budget: { units: 3, period: "day" } });
    const statuses: number[] = [];
    for (let n = 0; n < 5; n++) {
      const response = await fetch(url(), { headers: tenant.auth });
      await response.arrayBuffer();
      statuses.push(response.status);
    }
    expect(statuses).toEqual([200, 200, 200, 403, 403]);
    const { response, problem } = await refusal(url(), { headers: tenant.auth });
    expect(response.headers.get("retry-after")).toBeNull();
    expect(problem).toMatchObject({ code: "key_budget_reached", details: { limit: 3, used: 3, requested: 1 } });
    expect(problem.actions).toEqual(expect.arrayContaining([expect.objectContaining({ rel: "manage_key" })]));
    await eventually(
      () => world.sql`select kind, consumed, reserved from ledger_account where tenant_id = ${tenant.id} order by kind`,
      (rows) => rows.length === 2 && rows.every(({ consumed, reserved }) => consumed === 3 && reserved === 0),
    );
  });

  it("leaves other features of the key alone", async () => {
    const tenant = await world.newTenant({ budget: { units: 1, period: "calendar_month" } });
    await (await fetch(url(), { headers: tenant.auth })).arrayBuffer();
    expect((await refusal(url(), { headers: tenant.auth })).problem.code).toBe("key_budget_reached");
    const other = await fetch(url("/northlight/v1/reports/1"), { headers: tenant.auth });
    await other.arrayBuffer();
    expect(other.status).toBe(200);
  });

  it("that is raised lets the key through within a second", async () => {
    const tenant = await world.newTenant({ budget: { units: 1, period: "day" } });
    await (await fetch(url(), { headers: tenant.auth })).arrayBuffer();
    expect((await refusal(url(), { headers: tenant.auth })).problem.code).toBe("key_budget_reached");
    await world.sql`update key_budget set units = 5 where key_id = ${tenant.keyId}`;
    await world.change("key", tenant.keyId, tenant.id);
    await eventually(
      async () => {
        const response = await fetch(url(), { headers: tenant.auth });
        await response.arrayBuffer();
        return response.status;
      },
      (status) => status === 200,
      1_000,
    );
  });

  it("is spent to the last unit by many calls at once, and no further", async () => {
    const tenant = await world.newTenant({ budget: { units: 7, period: "day" } });
    const statuses = await Promise.all(
      Array.from({ length: 10 }, async () => {
        const response = await fetch(url(), { headers: tenant.auth });
        await response.arrayBuffer();
        return response.status;
      }),
    );
    expect(statuses.filter((status) => status === 200)).toHaveLength(7);
  });
});

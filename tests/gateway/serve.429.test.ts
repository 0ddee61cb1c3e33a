import { describe, expect, it } from "vitest";
import { newId } from "@/lib/id";
import { mintKey } from "@/lib/keys/key-format";
import { eventually, refusal } from "@/tests/gateway/call";
import { holdMinute } from "@/tests/gateway/hold-time";
import { doors, openWorld } from "@/tests/gateway/world";

const world = await openWorld({ TRUSTED_PROXY_HOPS: 1 });
const plan = newId("plan", new Date());
await world.sql`insert into plan (id, slug, name, hidden, created_at) values (${plan}, 'slow', 'Slow', true, now())`;
const slow = await world.addVersion(plan, { limits: { [world.ids.calls]: 1_000 }, ratePerMinute: 5 });
const big = newId("plan", new Date());
await world.sql`insert into plan (id, slug, name, hidden, created_at) values (${big}, 'big', 'Big', true, now())`;
const huge = await world.addVersion(big, { limits: { [world.ids.reports]: 1_000 } });
await world.waitForFeed();

describe.each(doors)("at the %s door", (door) => {
  holdMinute(world.doors[door].engine);
  const url = (path = "/northlight/v1/search") => world.doors[door].url + path;

  it("stops a tenant at the plan's calls a minute, until the minute ends", async () => {
    const tenant = await world.newTenant({ plan: slow });
    for (let n = 0; n < 5; n++) {
      const response = await fetch(url(), { headers: tenant.auth });
      expect(response.status).toBe(200);
      expect(response.headers.get("ratelimit")).toContain(`"per-minute";r=${4 - n};t=`);
      await response.arrayBuffer();
    }
    const { response, problem } = await refusal(url(), { headers: tenant.auth });
    expect(response.status).toBe(429);
    expect(problem).toMatchObject({
      code: "rate_limited",
      details: { policy: "per-minute" },
      "violated-policies": ["per-minute"],
    });
    expect(problem.retry).toEqual({ policy: "after_delay", automatic: true });
    const wait = Number(response.headers.get("retry-after"));
    expect(wait).toBeGreaterThan(0);
    expect(wait).toBeLessThanOrEqual(60);
    expect(response.headers.get("ratelimit")).toMatch(/^"per-minute";r=0;t=\d+$/);
    expect(response.headers.get("ratelimit-policy")).toBe('"per-minute";q=5;w=60');
    expect(problem.explainUrl).toBeTruthy();
    const other = await world.newTenant({ plan: slow });
    expect((await fetch(url(), { headers: other.auth })).status).toBe(200);
  });

  it("says when a quota that nothing on sale extends starts again", async () => {
    const tenant = await world.newTenant({ plan: huge });
    await (await fetch(url("/northlight/v1/reports/1"), { headers: tenant.auth })).arrayBuffer();
    await eventually(
      () => world.sql`select reserved from ledger_account where tenant_id = ${tenant.id}`,
      ([row]) => row?.reserved === 0,
    );
    await world.sql`update ledger_account set consumed = 1000 where tenant_id = ${tenant.id}`;
    const { response, problem } = await refusal(url("/northlight/v1/reports/1"), { headers: tenant.auth });
    expect(response.status).toBe(429);
    expect(problem).toMatchObject({
      code: "period_limit_reached",
      details: { feature: "reports", policy: "monthly", limit: 1000, used: 1000 },
    });
    expect(Number(response.headers.get("retry-after"))).toBeGreaterThan(86_400);
  });

  it("stops an address that guesses keys, and still serves good keys behind it", async () => {
    const from = { "x-forwarded-for": `198.51.100.${door === "portal" ? 1 : 2}` };
    const good = await world.newTenant();
    await (await fetch(url(), { headers: { ...good.auth, ...from } })).arrayBuffer();
    const statuses: number[] = [];
    for (let n = 0; n < 22; n++) {
      const response = await fetch(url(), { headers: { authorization: `Bearer ${mintKey("live")}`, ...from } });
      await response.arrayBuffer();
      statuses.push(response.status);
    }
    expect(statuses.slice(0, 20).every((status) => status === 401)).toBe(true);
    expect(statuses.slice(20)).toEqual([429, 429]);
    expect((await fetch(url(), { headers: { ...good.auth, ...from } })).status).toBe(200);
    const elsewhere = await fetch(url(), {
      headers: { authorization: `Bearer ${mintKey("live")}`, "x-forwarded-for": "198.51.100.77" },
    });
    expect(elsewhere.status).toBe(401);
  });
});

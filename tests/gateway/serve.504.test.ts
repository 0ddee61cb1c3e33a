import { describe, expect, it } from "vitest";
import { eventually, refusal } from "@/tests/gateway/call";
import { doors, openWorld } from "@/tests/gateway/world";

const world = await openWorld();

describe.each(doors)("at the %s door", (door) => {
  it("gives an upstream that is late up, and charges nothing", async () => {
    const apiId = await world.addApi(`late-${door}`, world.upstreamUrl, { responseTimeoutMs: 300 });
    await world.addRoute({ apiId, path: "/v1/slow" });
    await world.waitForFeed();
    const tenant = await world.newTenant();
    const { response, problem } = await refusal(`${world.doors[door].url}/late-${door}/v1/slow?ms=8000`, {
      headers: tenant.auth,
    });
    expect(response.status).toBe(504);
    expect(problem).toMatchObject({
      code: "upstream_timeout",
      details: { sent: "maybe" },
      retry: { policy: "after_delay", automatic: true },
    });
    const [ledger] = await eventually(
      () => world.sql`select consumed, reserved from ledger_account where tenant_id = ${tenant.id}`,
      ([row]) => row?.reserved === 0,
    );
    expect(ledger).toEqual({ consumed: 0, reserved: 0 });
  });

  it("cuts a stream off that falls silent for the idle time", async () => {
    const apiId = await world.addApi(`idle-${door}`, world.upstreamUrl, { idleTimeoutMs: 1_500 });
    await world.addRoute({ apiId, path: "/v1/stream" });
    await world.waitForFeed();
    const tenant = await world.newTenant();
    const response = await fetch(`${world.doors[door].url}/idle-${door}/v1/stream?count=3&every=9000`, {
      headers: tenant.auth,
    });
    expect(response.status).toBe(200);
    await expect(response.text()).rejects.toThrow();
  });
});

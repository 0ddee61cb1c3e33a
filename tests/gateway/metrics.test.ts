import { describe, expect, it } from "vitest";
import { nodeDoor } from "@/lib/gateway/server/node-door";
import { eventually } from "@/tests/gateway/call";
import { listen, openTestEngine, openWorld } from "@/tests/gateway/world";

const world = await openWorld();
const { url } = world.doors.gateway;
const metrics = async (headers: Record<string, string> = {}, at = url) => fetch(`${at}/metrics`, { headers });

/** Values by series, e.g. `faregate_calls_total{status="402",code="quota_exhausted"}`. */
async function read(): Promise<Map<string, number>> {
  const text = await (await metrics()).text();
  return new Map(
    text
      .split("\n")
      .filter((line) => line !== "" && !line.startsWith("#"))
      .map((line) => [line.slice(0, line.lastIndexOf(" ")), Number(line.slice(line.lastIndexOf(" ") + 1))]),
  );
}

describe("/metrics", () => {
  it("tells calls by status and code, how long they took, and what the leases answered", async () => {
    const tenant = await world.newTenant();
    for (let n = 0; n < 12; n++) {
      await (await fetch(`${url}/northlight/v1/search`, { headers: tenant.auth })).arrayBuffer();
    }
    const told = await read();
    expect(told.get('faregate_calls_total{status="200",code=""}')).toBe(10);
    expect(told.get('faregate_calls_total{status="402",code="quota_exhausted"}')).toBe(2);
    expect(told.get("faregate_gateway_overhead_seconds_count")).toBe(12);
    expect(told.get("faregate_upstream_seconds_count")).toBe(10);
    expect(told.get('faregate_gateway_overhead_seconds_bucket{le="+Inf"}')).toBe(12);
    expect(told.get('faregate_admissions_total{result="granted"}')).toBe(10);
    expect(told.get('faregate_admissions_total{result="insufficient"}')).toBe(2);
    expect(
      (told.get("faregate_lease_hits_total") ?? 0) + (told.get("faregate_lease_misses_total") ?? 0),
    ).toBeGreaterThan(0);
    expect(told.get("faregate_ready")).toBe(1);
    for (const name of ["flush_oldest_seconds", "feed_gap_seconds", "event_loop_lag_seconds", "resident_bytes"]) {
      expect(told.has(`faregate_${name}`), name).toBe(true);
    }
  });

  it("tells the ledger's rules as the live checker left them", async () => {
    await world.sql`insert into ledger_check (rule, ok, looked, findings, ran_at)
      values ('R1', true, 5, '[]', now()), ('R3', false, 5, '[]', now() - interval '2 minutes')`;
    const told = await read();
    expect(told.get('faregate_invariant_ok{rule="R1"}')).toBe(1);
    expect(told.get('faregate_invariant_ok{rule="R3"}')).toBe(0);
    expect(told.get('faregate_invariant_last_run_seconds{rule="R3"}')).toBeGreaterThan(100);
  });

  it("names no tenant, key or path", async () => {
    const tenant = await world.newTenant();
    await (await fetch(`${url}/northlight/v1/search`, { headers: tenant.auth })).arrayBuffer();
    const text = await (await metrics()).text();
    for (const name of [tenant.id, tenant.keyId, "northlight", "/v1/"]) expect(text).not.toContain(name);
  });

  it("is for this machine alone, and not for what a proxy on it passes on", async () => {
    expect((await metrics()).status).toBe(200);
    for (const name of ["x-forwarded-for", "forwarded"]) {
      expect((await metrics({ [name]: "for=203.0.113.9" })).status).toBe(404);
    }
  });

  it("asks for the token where there is one, on this machine too", async () => {
    const engine = await openTestEngine("gateway", { METRICS_TOKEN: "a-token-for-the-metrics" });
    const at = `http://127.0.0.1:${await listen(nodeDoor(engine))}`;
    expect((await metrics({}, at)).status).toBe(404);
    expect((await metrics({ authorization: "Bearer another-token" }, at)).status).toBe(404);
    const response = await metrics(
      { authorization: "Bearer a-token-for-the-metrics", "x-forwarded-for": "10.0.0.1" },
      at,
    );
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toContain("text/plain");
  });

  it("goes on telling when the database is away, but no old verdict on the ledger", async () => {
    const { engine } = world.doors.gateway;
    const { sql } = engine;
    engine.sql = (() => Promise.reject(new Error("away"))) as unknown as typeof sql;
    try {
      const told = await eventually(read, (all) => all.size > 0);
      expect([...told.keys()].some((name) => name.startsWith("faregate_invariant_ok"))).toBe(false);
    } finally {
      engine.sql = sql;
    }
  });
});

import { describe, expect, it } from "vitest";
import { connect, type Sql } from "@/db/connect";
import { env } from "@/lib/env";
import { eventually, refusal } from "@/tests/gateway/call";
import { doors, openWorld } from "@/tests/gateway/world";

/** Here the store is away, and calls wait for it no longer than where they are paid for. */
const world = await openWorld({}, { waitMs: 250 });

describe.each(doors)("at the %s door", (door) => {
  const url = (path = "/northlight/v1/search") => world.doors[door].url + path;

  it("an upstream that wants money from us is our problem, not the caller's", async () => {
    const tenant = await world.newTenant();
    const { response, problem } = await refusal(url("/northlight/v1/status/402"), { headers: tenant.auth });
    expect(response.status).toBe(503);
    expect(problem.code).toBe("upstream_billing_unavailable");
    expect(Number(response.headers.get("retry-after"))).toBeGreaterThan(0);
    for (const name of ["payment-required", "x-payment-hint"]) expect(response.headers.get(name)).toBeNull();
    await eventually(
      () => world.sql`select consumed, reserved from ledger_account where tenant_id = ${tenant.id}`,
      ([ledger]) => ledger?.consumed === 0 && ledger.reserved === 0,
    );
  });

  it("forwards nothing that its journal did not take, and gives back what the call held", async () => {
    const tenant = await world.newTenant();
    await (await fetch(url(), { headers: tenant.auth })).arrayBuffer();
    const before = world.upstream.total();
    const { engine } = world.doors[door];
    const { meter } = engine;
    engine.meter = { ...meter, whenJournalled: (then) => void setImmediate(then, false) };
    const { response, problem } = await refusal(url(), { headers: tenant.auth });
    engine.meter = meter;
    expect(response.status).toBe(503);
    expect(problem.code).toBe("temporary_reduced_capacity");
    expect(world.upstream.total()).toBe(before);
    await eventually(
      () => world.sql`select consumed from ledger_account where tenant_id = ${tenant.id}`,
      ([ledger]) => ledger?.consumed === 1,
    );
    const rows = await eventually(
      () => world.sql`select status, code, units from request_log where tenant_id = ${tenant.id} order by status`,
      ({ length }) => length === 2,
    );
    expect(rows[1]).toEqual({ status: 503, code: "temporary_reduced_capacity", units: 0 });
    const again = await fetch(url(), { headers: tenant.auth });
    expect(again.headers.get("ratelimit")).toMatch(/r=8;/);
    await again.arrayBuffer();
  });

  it("waits for a store that locks, then says that access cannot be checked; nothing is forwarded or kept", async () => {
    const tenant = await world.newTenant();
    await (await fetch(url(), { headers: tenant.auth })).arrayBuffer();
    const before = world.upstream.total();
    const blocker: Sql = connect(env(), { max: 1 });
    // The driver forgets a reservation that is a pool's first query.
    await blocker`select 1`;
    const blocked = await blocker.reserve();
    await blocked`begin`;
    await blocked`select * from ledger_account where tenant_id = ${tenant.id} for update`;
    const { response, problem } = await refusal(url(), { headers: tenant.auth });
    expect(response.status).toBe(503);
    expect(problem).toMatchObject({ code: "entitlement_unavailable", retry: { policy: "after_delay" } });
    expect(response.headers.get("retry-after")).toBe("1");
    expect(problem).not.toHaveProperty("explainUrl");
    await blocked`rollback`;
    blocked.release();
    await blocker.end();
    expect(world.upstream.total()).toBe(before);
    const response2 = await fetch(url(), { headers: tenant.auth });
    expect(response2.status).toBe(200);
    expect(response2.headers.get("ratelimit")).toMatch(/r=8;/);
    await response2.arrayBuffer();
  });
});

describe.each(doors)("at the %s door, when the change feed has been silent", (door) => {
  const silentFor = async (ms: number, run: () => Promise<void>) => {
    const { engine } = world.doors[door];
    const feed = engine.feed;
    engine.feed = { ...feed, gapMs: () => ms };
    try {
      await run();
    } finally {
      engine.feed = feed;
    }
  };
  const ask = async (path: string, auth: Record<string, string>) => {
    const response = await fetch(world.doors[door].url + path, { headers: auth });
    await response.arrayBuffer();
    return response.status;
  };

  it("for over 5 s: a refusal for money is made only after reading once more", async () => {
    const tenant = await world.newTenant({ status: "paused" });
    await world.waitForFeed();
    // A change that nobody announced: what is held in memory is wrong now.
    await silentFor(0, async () => {
      expect(await ask("/northlight/v1/search", tenant.auth)).toBe(402);
      await world.sql`update subscription set status = 'active' where tenant_id = ${tenant.id}`;
      expect(await ask("/northlight/v1/search", tenant.auth)).toBe(402);
    });
    await silentFor(5_500, async () => expect(await ask("/northlight/v1/search", tenant.auth)).toBe(200));
  });

  it("for over 60 s: nothing is served from memory any more", async () => {
    const tenant = await world.newTenant();
    expect(await ask("/northlight/v1/ping", tenant.auth)).toBe(200);
    await silentFor(59_000, async () => expect(await ask("/northlight/v1/ping", tenant.auth)).toBe(200));
    await silentFor(61_000, async () => expect(await ask("/northlight/v1/ping", tenant.auth)).toBe(503));
  });
});

describe("without a store", () => {
  it("serves nothing that needs it, keeps what it knows, and recovers by itself", { timeout: 60_000 }, async () => {
    const tenant = await world.newTenant();
    const [{ db } = { db: "" }] = await world.sql<{ db: string }[]>`select current_database() as db`;
    for (const door of doors) {
      await (await fetch(`${world.doors[door].url}/northlight/v1/ping`, { headers: tenant.auth })).arrayBuffer();
    }
    const admin = connect({ ...env(), PGDATABASE: "postgres" }, { max: 1 });
    await admin.unsafe(`alter database ${db} allow_connections false`);
    await admin`select pg_terminate_backend(pid) from pg_stat_activity where datname = ${db}`;
    try {
      for (const door of doors) {
        const at = world.doors[door].url;
        const metered = await refusal(`${at}/northlight/v1/search`, { headers: tenant.auth });
        expect(metered.problem, door).toMatchObject({ status: 503, code: "entitlement_unavailable" });
        expect(metered.response.headers.get("retry-after")).toBe("1");
        const free = await fetch(`${at}/northlight/v1/ping`, { headers: tenant.auth });
        expect(free.status, "a free route of a known key still passes").toBe(200);
        await free.arrayBuffer();
      }
    } finally {
      await admin.unsafe(`alter database ${db} allow_connections true`);
      await admin.end();
    }
    for (const door of doors) {
      await eventually(
        async () => {
          const response = await fetch(`${world.doors[door].url}/northlight/v1/search`, { headers: tenant.auth });
          await response.arrayBuffer();
          return response.status;
        },
        (status) => status === 200,
      );
    }
  });
});

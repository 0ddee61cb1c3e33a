import { describe, expect, it } from "vitest";
import { env } from "@/lib/env";
import { newId } from "@/lib/id";
import { digestKey, keyHint, mintKey } from "@/lib/keys/key-format";
import { eventually, refusal } from "@/tests/gateway/call";
import { holdMinute } from "@/tests/gateway/hold-time";
import { doors, openWorld } from "@/tests/gateway/world";

const world = await openWorld({ TRUSTED_PROXY_HOPS: 1 });

/** Statements that looked a key up, counted by the database itself. */
async function lookups(): Promise<number> {
  const [row] = await world.sql<{ scans: number }[]>`
    select (idx_scan + coalesce(seq_scan, 0))::float8 as scans from pg_stat_user_tables where relname = 'key_secret'`;
  return row?.scans ?? 0;
}
/** The database tells its counts with a delay. */
async function settledLookups(): Promise<number> {
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  return lookups();
}

describe.each(doors)("strangers at the %s door", (door) => {
  holdMinute(world.doors[door].engine);
  const url = `${world.doors[door].url}/northlight/v1/search`;
  const ask = async (key: string, address: string) => {
    const response = await fetch(url, { headers: { authorization: `Bearer ${key}`, "x-forwarded-for": address } });
    await response.arrayBuffer();
    return response.status;
  };
  const net = door === "gateway" ? 11 : 12;

  it("cost the database next to nothing, however many unknown keys one address tries", {
    timeout: 120_000,
  }, async () => {
    const before = await settledLookups();
    const statuses = new Map<number, number>();
    for (let round = 0; round < 20; round++) {
      const answers = await Promise.all(Array.from({ length: 100 }, () => ask(mintKey("live"), `203.0.${net}.1`)));
      for (const status of answers) statuses.set(status, (statuses.get(status) ?? 0) + 1);
    }
    expect([...statuses.keys()].sort()).toEqual([401, 429]);
    expect(statuses.get(401)).toBeLessThan(60);
    expect((await settledLookups()) - before).toBeLessThan(150);
  });

  it("of one IPv6 network count as one", async () => {
    const statuses: number[] = [];
    for (let n = 0; n < 25; n++) statuses.push(await ask(mintKey("live"), `2001:db8:${net}:7::${n.toString(16)}`));
    expect(statuses.slice(0, 20).every((status) => status === 401)).toBe(true);
    expect(statuses.slice(21).every((status) => status === 429)).toBe(true);
    expect(await ask(mintKey("live"), `2001:db8:${net}:8::1`)).toBe(401);
  });

  it("do not keep a known key behind the same address out, nor one that is new there", async () => {
    const known = await world.newTenant();
    const address = `203.0.${net}.9`;
    expect(await ask(known.key, address)).toBe(200);
    for (let n = 0; n < 22; n++) await ask("nonsense", address);
    expect(await ask(known.key, address)).toBe(200);
  });

  it("are remembered: the same unknown key is looked up once", async () => {
    const key = mintKey("live");
    await ask(key, `203.0.${net}.20`);
    const { keys } = world.doors[door].engine;
    const credential = keys.read(`Bearer ${key}`);
    expect(credential && keys.peek(credential.digest)).toBeNull();
  });
});

describe.each(doors)("a row that cannot be used, at the %s door", (door) => {
  const url = (path = "/northlight/v1/search") => world.doors[door].url + path;
  const statusOf = async (auth: Record<string, string>, path?: string) => {
    const response = await fetch(url(path), { headers: auth });
    await response.arrayBuffer();
    return response.status;
  };

  it("of a key degrades that key's tenant alone, and heals by itself", async () => {
    const [good, bad] = [await world.newTenant(), await world.newTenant()];
    await world.sql`alter table api_key drop constraint if exists api_key_mode_check`;
    await world.sql`update api_key set mode = 'strange' where id = ${bad.keyId}`;
    await world.change("key", bad.keyId, bad.id);
    await world.waitForFeed();
    const { problem } = await refusal(url(), { headers: bad.auth });
    expect(problem).toMatchObject({ status: 503, code: "entitlement_unavailable" });
    expect(await statusOf(good.auth)).toBe(200);
    await world.sql`update api_key set mode = 'live' where id = ${bad.keyId}`;
    await world.change("key", bad.keyId, bad.id);
    await eventually(
      () => statusOf(bad.auth),
      (status) => status === 200,
    );
  });

  it("of a tenant leaves what was known of it", async () => {
    const tenant = await world.newTenant();
    await world.waitForFeed();
    expect(await statusOf(tenant.auth)).toBe(200);
    await world.sql`update subscription set status = 'strange' where tenant_id = ${tenant.id}`;
    await world.change("tenant", tenant.id);
    await world.waitForFeed();
    expect(await statusOf(tenant.auth)).toBe(200);
    await world.sql`update subscription set status = 'paused' where tenant_id = ${tenant.id}`;
    await world.change("tenant", tenant.id);
    await eventually(
      () => statusOf(tenant.auth),
      (status) => status === 402,
    );
  });

  it("of a route leaves the route as it was, and the others alone", async () => {
    const tenant = await world.newTenant();
    const path = `/v1/status/21${door === "gateway" ? 1 : 2}`;
    const routeId = await world.addRoute({ path, featureId: null });
    await eventually(
      () => statusOf(tenant.auth, `/northlight${path}`),
      (status) => status < 300,
    );
    await world.sql`update route set charged_statuses = '"all of them"' where id = ${routeId}`;
    await world.change("catalog", routeId);
    await world.waitForFeed();
    expect(await statusOf(tenant.auth, `/northlight${path}`)).toBeLessThan(300);
    expect(await statusOf(tenant.auth)).toBe(200);
  });
});

it("a key that was made elsewhere after it was unknown here is known once that is announced", async () => {
  const tenant = await world.newTenant();
  const key = mintKey("live");
  const auth = { authorization: `Bearer ${key}`, "x-forwarded-for": "203.0.13.1" };
  const ask = () => fetch(`${world.doors.gateway.url}/northlight/v1/search`, { headers: auth });
  expect((await ask()).status).toBe(401);
  await world.sql`insert into key_secret (tenant_id, id, key_id, digest, hint, created_at)
    values (${tenant.id}, ${newId("secret", new Date())}, ${tenant.keyId}, ${digestKey(key, env().FAREGATE_KEY_PEPPER)}, ${keyHint(key)}, now())`;
  await world.change("key", tenant.keyId, tenant.id);
  await eventually(
    async () => (await ask()).status,
    (status) => status === 200,
  );
});

import { describe, expect, it } from "vitest";
import { newId } from "@/lib/id";
import { eventually } from "@/tests/gateway/call";
import { doors, openWorld, type TestTenant } from "@/tests/gateway/world";

const world = await openWorld();

describe.each(doors)("at the %s door, within a second of the change", (door) => {
  const statusOf = async (tenant: TestTenant, path = "/northlight/v1/search") => {
    const response = await fetch(world.doors[door].url + path, { headers: tenant.auth });
    await response.arrayBuffer();
    return response.status;
  };
  const turns = (tenant: TestTenant, wanted: number, path?: string) =>
    eventually(
      () => statusOf(tenant, path),
      (status) => status === wanted,
      1_000,
    );

  it("a revoked key is refused", async () => {
    const tenant = await world.newTenant();
    expect(await statusOf(tenant)).toBe(200);
    await world.sql`update api_key set revoked_at = now() where id = ${tenant.keyId}`;
    await world.change("key", tenant.keyId, tenant.id);
    await turns(tenant, 401);
  });

  it("a suspended tenant is refused, and a restored one let in", async () => {
    const tenant = await world.newTenant();
    expect(await statusOf(tenant)).toBe(200);
    await world.sql`update tenant set status = 'suspended', suspended_at = now() where id = ${tenant.id}`;
    await world.change("tenant", tenant.id);
    await turns(tenant, 403);
    await world.sql`update tenant set status = 'active', suspended_at = null where id = ${tenant.id}`;
    await world.change("tenant", tenant.id);
    await turns(tenant, 200);
  });

  it("a tenant that used its quota up passes on a bigger plan, with its usage kept", async () => {
    const tenant = await world.newTenant();
    for (let n = 0; n < 10; n++) expect(await statusOf(tenant)).toBe(200);
    expect(await statusOf(tenant)).toBe(402);
    const [pro] = await world.sql<{ id: string }[]>`select id from plan_version where plan_id = ${world.ids.pro}`;
    await world.sql.begin(async (tx) => {
      const [old] = await tx<{ anchor: Date }[]>`
        update subscription set replaced_at = now(), status = 'ended' where tenant_id = ${tenant.id} returning anchor`;
      await tx`insert into subscription (tenant_id, id, plan_version_id, status, anchor, started_at, created_by)
        values (${tenant.id}, ${newId("subscription", new Date())}, ${pro?.id ?? ""}, 'active', ${old?.anchor ?? new Date()}, now(), 'test')`;
      await tx`select record_change('tenant', ${tenant.id}, ${tenant.id})`;
    });
    await turns(tenant, 200);
    const response = await fetch(`${world.doors[door].url}/northlight/v1/search`, { headers: tenant.auth });
    await response.arrayBuffer();
    expect(response.headers.get("ratelimit")).toContain('"monthly";r=988;');
  });

  it("an exception lets through, and its withdrawal refuses again", async () => {
    const tenant = await world.newTenant();
    expect(await statusOf(tenant, "/northlight/v1/legacy")).toBe(403);
    const id = newId("exception", new Date());
    await world.sql`insert into exception (tenant_id, id, kind, feature_id, reason, starts_at, ends_at, granted_by, created_at)
      values (${tenant.id}, ${id}, 'feature_access', ${world.ids.legacy}, 'test', now(), now() + interval '1 day', 'test', now())`;
    await world.change("tenant", tenant.id);
    // The demo upstream knows no such path: its own 404 shows that the call was let through.
    await turns(tenant, 404, "/northlight/v1/legacy");
    await world.sql`update exception set withdrawn_at = now() where id = ${id}`;
    await world.change("tenant", tenant.id);
    await turns(tenant, 403, "/northlight/v1/legacy");
  });

  it("a new route is served, and an archived one is gone", async () => {
    const tenant = await world.newTenant();
    const path = `/v1/status/2${door === "portal" ? "05" : "06"}`;
    const routeId = await world.addRoute({ path, featureId: null, method: "HEAD" });
    const id = await world.addRoute({ path: `/v1/ping/${door}`, featureId: null });
    await eventually(
      () => statusOf(tenant, `/northlight/v1/ping/${door}`),
      (status) => status === 200,
      1_000,
    );
    await world.sql`update route set archived_at = now() where id in (${routeId}, ${id})`;
    await world.change("catalog", id);
    await turns(tenant, 404, `/northlight/v1/ping/${door}`);
  });

  it("follows the feed by polling alone, too", async () => {
    const tenant = await world.newTenant();
    expect(await statusOf(tenant)).toBe(200);
    await world.sql`update tenant set status = 'suspended' where id = ${tenant.id}`;
    // As record_change does, but without its notification.
    await world.sql`with head as (update control_head set last_id = last_id + 1 returning last_id)
      insert into control_change (id, subject, subject_id, tenant_id) select last_id, 'tenant', ${tenant.id}, ${tenant.id} from head`;
    await turns(tenant, 403);
  });
});

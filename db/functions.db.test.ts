import { beforeEach, describe, expect, test } from "vitest";
import { testDatabase } from "@/db/testing/test-database";
import { newId } from "@/lib/id";
import { periodAt } from "@/lib/period";

const { sql } = await testDatabase();

const hourMs = 3_600_000;
const now = new Date();
const period = periodAt(new Date(now.getTime() - 5 * 24 * hourMs), now);
let tenant: string;
let feature: string;
let version: string;
let node: string;

/** A tenant on a published version that includes `units` of one meter. */
beforeEach(async () => {
  [tenant, feature, version, node] = [
    newId("tenant", now),
    newId("feature", now),
    newId("planVersion", now),
    newId("node", now),
  ];
  const plan = newId("plan", now);
  await sql`insert into tenant (id, name, created_at) values (${tenant}, 'Acme', ${now})`;
  await sql`insert into feature (id, slug, name, kind, created_at) values (${feature}, ${feature}, 'Search', 'meter', ${now})`;
  await sql`insert into plan (id, slug, name, created_at) values (${plan}, ${plan}, 'Starter', ${now})`;
  await sql`insert into plan_version (id, plan_id, number, status, price_minor, currency, created_at, updated_at)
            values (${version}, ${plan}, 1, 'draft', 0, 'EUR', ${now}, ${now})`;
  await sql`insert into plan_feature (plan_version_id, feature_id, limit_units) values (${version}, ${feature}, 10)`;
  await sql`update plan_version set status = 'published' where id = ${version}`;
  await sql`insert into subscription (tenant_id, id, plan_version_id, status, anchor, started_at, created_by)
            values (${tenant}, ${newId("subscription", now)}, ${version}, 'active', ${period.start}, ${now}, 'test')`;
  await sql`insert into node (node_id, door, started_at, seen_at) values (${node}, 'gateway', ${now}, ${now})`;
});

async function reserve(cost = 1, over: { request?: string; start?: Date; end?: Date; feature?: string } = {}) {
  const request = over.request ?? newId("request", new Date());
  const [row] = await sql<{ status: string; posted: number | null; used: number | null }[]>`
    select status, posted, used from reserve_units(${tenant}, ${request}, ${node}, 'key', 'route', ${over.feature ?? feature},
      'live', ${cost}, ${over.start ?? period.start}, ${over.end ?? period.end}, ${newId("account", now)})`;
  return { request, ...row };
}
const settle = async (request: string, outcome: string, units: number | null = null) => {
  const [row] = await sql<
    { first: boolean }[]
  >`select settle_units(${tenant}, ${request}, ${outcome}, ${units}) as first`;
  return row?.first;
};
const balance = async () => {
  const [row] = await sql<{ posted: number; consumed: number; reserved: number }[]>`
    select posted, consumed, reserved from ledger_account where tenant_id = ${tenant}`;
  return row;
};
const grant = (kind: string, units: number | null, startsAt: Date, endsAt: Date) => sql`
  insert into exception (tenant_id, id, kind, feature_id, units, reason, starts_at, ends_at, granted_by, created_at)
  values (${tenant}, ${newId("exception", now)}, ${kind}, ${feature}, ${units}, 'test', ${startsAt}, ${endsAt}, 'test', ${now})`;
const yesterday = new Date(now.getTime() - 24 * hourMs);
const tomorrow = new Date(now.getTime() + 24 * hourMs);

describe("reserve", () => {
  test("sells the last unit to exactly one of fifty who ask at once", async () => {
    const answers = await Promise.all(Array.from({ length: 50 }, () => reserve()));
    expect(answers.filter((a) => a.status === "granted")).toHaveLength(10);
    expect(answers.filter((a) => a.status === "refused")).toHaveLength(40);
    expect(await balance()).toEqual({ posted: 10, consumed: 0, reserved: 10 });
  });
  test("writes nothing when it refuses", async () => {
    await reserve(11);
    expect(await balance()).toBeUndefined();
    const [events] = await sql`select count(*)::int as n from usage_event where tenant_id = ${tenant}`;
    expect(events?.n).toBe(0);
  });
  test("refuses a call that costs more than the rest, and still sells the rest", async () => {
    await reserve(8);
    expect(await reserve(3)).toMatchObject({ status: "refused", posted: 10, used: 8 });
    expect(await reserve(2)).toMatchObject({ status: "granted", used: 10 });
  });
  test("reads the limit from the entitlement, the moment it changes", async () => {
    await reserve(10);
    expect((await reserve()).status).toBe("refused");
    await grant("extra_units", 5, yesterday, tomorrow);
    expect(await reserve()).toMatchObject({ status: "granted", posted: 15, used: 11 });
  });
  test.each([
    ["an exception that ended", -48, -24],
    ["an exception that has not begun", 24, 48],
  ])("does not count %s", async (_title, from, to) => {
    await grant("extra_units", 5, new Date(now.getTime() + from * hourMs), new Date(now.getTime() + to * hourMs));
    expect(await reserve(11)).toMatchObject({ status: "refused", posted: 10 });
  });
  test("opens a feature that the plan lacks, by exception", async () => {
    const other = newId("feature", now);
    await sql`insert into feature (id, slug, name, kind, created_at) values (${other}, ${other}, 'Report', 'meter', ${now})`;
    expect((await reserve(1, { feature: other })).status).toBe("not_included");
    await sql`insert into exception (tenant_id, id, kind, feature_id, units, reason, starts_at, ends_at, granted_by, created_at)
      values (${tenant}, ${newId("exception", now)}, 'feature_access', ${other}, 2, 'trial', ${yesterday}, ${tomorrow}, 'test', ${now})`;
    expect(await reserve(2, { feature: other })).toMatchObject({ status: "granted", posted: 2 });
    expect((await reserve(1, { feature: other })).status).toBe("refused");
  });
  test("takes no period but the one the database's clock is in", async () => {
    expect((await reserve(1, { start: tomorrow, end: period.end })).status).toBe("outside_period");
    expect((await reserve(1, { start: period.start, end: yesterday })).status).toBe("outside_period");
  });
});

describe("settle", () => {
  test("charges a call that went well", async () => {
    const { request } = await reserve(4);
    await settle(request, "ok");
    expect(await balance()).toMatchObject({ consumed: 4, reserved: 0 });
  });
  test("gives back a call that failed", async () => {
    const { request } = await reserve(4);
    await settle(request, "void");
    expect(await balance()).toMatchObject({ consumed: 0, reserved: 0 });
  });
  test("counts once, however often it is repeated", async () => {
    const { request } = await reserve(4);
    expect(await settle(request, "ok")).toBe(true);
    expect(await settle(request, "ok")).toBe(false);
    expect(await settle(request, "void")).toBe(false);
    expect(await balance()).toMatchObject({ consumed: 4, reserved: 0 });
  });
  test("never charges more than was held, nor less than nothing", async () => {
    const [more, less] = [await reserve(2), await reserve(2)];
    await settle(more.request, "ok", 99);
    await settle(less.request, "ok", -99);
    expect(await balance()).toMatchObject({ consumed: 2, reserved: 0 });
  });
  test("charges what was held when nobody knows how the call ended", async () => {
    await reserve(3);
    await sql`update node set seen_at = ${yesterday} where node_id = ${node}`;
    await sql`select settle_lost_holds('60 seconds')`;
    expect(await balance()).toMatchObject({ consumed: 3, reserved: 0 });
  });
  test("leaves the holds of a living gateway alone", async () => {
    await reserve(3);
    await sql`update node set seen_at = now() where node_id = ${node}`;
    await sql`select settle_lost_holds('60 seconds')`;
    expect(await balance()).toMatchObject({ consumed: 0, reserved: 3 });
  });
});

describe("what must never change", () => {
  test("a published version", async () => {
    await expect(sql`update plan_version set price_minor = 1 where id = ${version}`).rejects.toThrow(/published/);
    await expect(sql`update plan_feature set limit_units = 99 where plan_version_id = ${version}`).rejects.toThrow(
      /published/,
    );
    await expect(sql`delete from plan_feature where plan_version_id = ${version}`).rejects.toThrow(/published/);
    await expect(sql`delete from plan_version where id = ${version}`).rejects.toThrow(/published/);
  });
  test("the audit log", async () => {
    const id = newId("audit", now);
    await sql`insert into audit_log (id, at, actor_kind, action, object_kind, object_id) values (${id}, ${now}, 'system', 'x', 'y', 'z')`;
    await expect(sql`update audit_log set action = 'q' where id = ${id}`).rejects.toThrow(/insert-only/);
    await expect(sql`delete from audit_log where id = ${id}`).rejects.toThrow(/insert-only/);
  });
});

describe("the change feed", () => {
  test("numbers changes in the order in which they are committed", async () => {
    const ids = await Promise.all(
      Array.from({ length: 20 }, async () => {
        const [row] = await sql<{ id: number }[]>`select record_change('tenant', ${tenant}, ${tenant}) as id`;
        return row?.id ?? 0;
      }),
    );
    const sorted = ids.toSorted((a, b) => a - b);
    expect(new Set(ids).size).toBe(20);
    expect(Math.max(...sorted) - Math.min(...sorted)).toBe(19);
  });
});

describe("the request log", () => {
  test("keeps a row whose day has no partition", async () => {
    const day = new Date("2001-01-01T00:00:00Z");
    await sql`insert into request_log (request_id, decided_at, door, method, status, gate_us, total_ms)
              values (${newId("request", day)}, ${day}, 'gateway', 'GET', 200, 1, 1)`;
    const [row] = await sql`select tableoid::regclass::text as part from request_log where decided_at = ${day}`;
    expect(row?.part).toBe("request_log_other");
  });
  test("opens days ahead and drops those past retention", async () => {
    const [opened] = await sql<{ n: number }[]>`select open_request_partitions('1999-12-31', '2000-01-02') as n`;
    expect(opened?.n).toBe(3);
    const [dropped] = await sql<{ n: number }[]>`select drop_request_partitions('2000-01-02') as n`;
    expect(dropped?.n).toBe(2);
  });
});

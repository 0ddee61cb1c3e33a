import { beforeEach, describe, expect, test } from "vitest";
import { recordChange, recordTenantChanges } from "@/db/record-change";
import { testDatabase } from "@/db/testing/test-database";
import { inTransaction } from "@/db/transaction";
import { newId } from "@/lib/id";

const { sql } = await testDatabase();

const now = new Date();
let tenant: string;
let version: string;

/** A tenant, and a published version of a plan. */
beforeEach(async () => {
  [tenant, version] = [newId("tenant", now), newId("planVersion", now)];
  const [feature, plan] = [newId("feature", now), newId("plan", now)];
  await sql`insert into tenant (id, name, created_at) values (${tenant}, 'Acme', ${now})`;
  await sql`insert into feature (id, slug, name, kind, created_at) values (${feature}, ${feature}, 'Search', 'meter', ${now})`;
  await sql`insert into plan (id, slug, name, created_at) values (${plan}, ${plan}, 'Starter', ${now})`;
  await sql`insert into plan_version (id, plan_id, number, status, price_minor, currency, created_at, updated_at)
            values (${version}, ${plan}, 1, 'draft', 0, 'EUR', ${now}, ${now})`;
  await sql`insert into plan_feature (plan_version_id, feature_id, limit_units) values (${version}, ${feature}, 10)`;
  await sql`update plan_version set status = 'published' where id = ${version}`;
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

describe("the change feed, from a transaction of the portal", () => {
  test("tells of one change and of many", async () => {
    await inTransaction(async (tx) => {
      await recordTenantChanges(tx, ["a", "b", "c"]);
      await recordTenantChanges(tx, []);
      await recordChange(tx, { subject: "key", subjectId: "k", tenantId: "a" });
    });
    const rows = await sql`select subject, subject_id, tenant_id from control_change order by id desc limit 4`;
    expect(rows.map(({ subject, subject_id, tenant_id }) => [subject, subject_id, tenant_id])).toEqual([
      ["key", "k", "a"],
      ["tenant", "c", "c"],
      ["tenant", "b", "b"],
      ["tenant", "a", "a"],
    ]);
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

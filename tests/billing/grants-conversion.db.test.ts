import { readdirSync, readFileSync } from "node:fs";
import { drizzle } from "drizzle-orm/postgres-js";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { useDatabase } from "@/db/client";
import { connect } from "@/db/connect";
import { staffCtx } from "@/db/testing/staff-ctx";
import { inTransaction } from "@/db/transaction";
import { settleAccess } from "@/lib/billing/server/sync/settle-access";
import { heldAt } from "@/lib/entitlements/held-at";
import { loadStanding } from "@/lib/entitlements/server/load-standing";

const server = inject("testServer");
const name = "t_grants_conversion";
const { host, port, user, password } = server;
const admin = postgres({ host, port, user, password, database: "postgres", max: 1, onnotice: () => undefined });
const owner = postgres({ host, port, user, password, database: name, max: 1, onnotice: () => undefined });
const target = { PGHOST: host, PGPORT: port, PGUSER: user, PGPASSWORD: password, PGDATABASE: name };
const typed = connect({ ...target, DATABASE_URL: undefined }, { max: 4, name: "test" });
const sql = connect({ ...target, DATABASE_URL: undefined }, { max: 4, name: "test-raw" });

const now = new Date("2026-11-20T12:00:00Z");
const [before, later] = [new Date("2026-11-01T00:00:00Z"), new Date("2026-12-05T00:00:00Z")];
type Row = [tenant: string, status: string, endsAt: Date | null, held: string, source: string];
const rows: Row[] = [
  ["running", "active", null, "active", "manual"],
  ["with an end ahead", "active", later, "active", "manual"],
  ["over", "active", before, "ended subscription_expired", "manual"],
  ["on trial", "trialing", later, "trialing", "nobody"],
  ["behind its trial", "trialing", before, "ended trial_expired", "nobody"],
  ["paused", "paused", null, "paused subscription_paused", "manual"],
  ["ended", "ended", before, "ended subscription_expired", "manual"],
];

beforeAll(async () => {
  await admin.unsafe(`create database ${name}`);
  const files = readdirSync("db/migrations")
    .filter((file) => file.endsWith(".sql"))
    .sort();
  const released = files.findIndex((file) => file.startsWith("0008"));
  const apply = (file: string) => owner.unsafe(readFileSync(`db/migrations/${file}`, "utf8"));
  for (const file of files.slice(0, released)) await apply(file);
  await owner`insert into plan (id, slug, name, created_at) values ('pln', 'starter', 'Starter', ${before})`;
  await owner`insert into plan_version (id, plan_id, number, status, price_minor, currency, created_at, updated_at)
    values ('plv', 'pln', 1, 'published', 2900, 'EUR', ${before}, ${before})`;
  for (const [tenant, status, endsAt] of rows) {
    await owner`insert into tenant (id, name, created_at) values (${tenant}, ${tenant}, ${before})`;
    await owner`insert into subscription (tenant_id, id, plan_version_id, status, anchor, started_at, ends_at, created_by)
      values (${tenant}, 'sub', 'plv', ${status}, ${new Date("2026-10-15T00:00:00Z")},
              ${new Date("2026-10-15T00:00:00Z")}, ${endsAt}, 'per_1')`;
  }
  await owner`insert into tenant (id, name, created_at) values ('without', 'without', ${before})`;
  for (const file of files.slice(released)) await apply(file);
  useDatabase({ database: drizzle(typed, { casing: "snake_case" }), sql });
});
afterAll(async () => {
  await Promise.all([typed, sql, owner].map((client) => client.end({ timeout: 2 })));
  await admin.unsafe(`drop database if exists ${name} with (force)`);
  await admin.end();
});

/** What calls meet at an instant: a state, and the code when they are refused. */
async function held(tenant: string, at: Date): Promise<string> {
  const standing = await loadStanding(sql, tenant);
  if (!standing?.subscription) return "nothing";
  const { status, reason } = heldAt(standing.subscription, at);
  return reason ? `${status} ${reason}` : status;
}

describe("tenants of before billing", () => {
  test.each(rows)(
    "a subscription that is %s (%s) goes on as it was",
    async (tenant, _status, endsAt, wanted, source) => {
      expect(await held(tenant, now)).toBe(wanted);
      const [billed] = await sql`select billed_by as by, plan_version_id as version, ended_at is null as open
      from billing_subscription where tenant_id = ${tenant}`;
      expect(billed).toEqual({ by: source, version: "plv", open: _status !== "ended" });

      // The first sync finds the same, now and at its end.
      const ctx = staffCtx("admin", { now, actor: { kind: "system", name: "sync" } });
      await inTransaction((tx) => settleAccess(tx, ctx, tenant, now));
      expect(await held(tenant, now)).toBe(wanted);
      const standing = await loadStanding(sql, tenant);
      expect(standing?.subscription).toMatchObject({ source, anchor: new Date("2026-10-15T00:00:00Z") });
      if (endsAt && endsAt > now) {
        expect(await held(tenant, new Date(endsAt.getTime() - 1))).toBe(wanted);
        const over = source === "nobody" ? "ended trial_expired" : "ended subscription_expired";
        expect(await held(tenant, endsAt)).toBe(over);
      }
    },
  );

  test("who held nothing holds nothing", async () => {
    const ctx = staffCtx("admin", { now, actor: { kind: "system", name: "sync" } });
    const change = await inTransaction((tx) => settleAccess(tx, ctx, "without", now));
    expect(change).toMatchObject({ isChanged: false, after: null });
    expect(await held("without", now)).toBe("nothing");
  });
});

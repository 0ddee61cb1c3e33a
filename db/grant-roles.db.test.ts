import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { connect, type Sql } from "@/db/connect";
import { grantRoles } from "@/db/grant-roles";
import { makeLedger, readAccount } from "@/db/testing/make-ledger";
import { testDatabase } from "@/db/testing/test-database";
import { forgetCounts } from "@/lib/analytics/server/rollups/forget-counts";
import { newId } from "@/lib/id";
import { checkLedger } from "@/lib/metering/server/check-ledger";
import { keepLeases } from "@/lib/metering/server/keep-leases";
import { keepNextPeriods } from "@/lib/metering/server/keep-next-periods";
import { keepPartitions } from "@/lib/metering/server/keep-partitions";
import { keepPeriods } from "@/lib/metering/server/keep-periods";
import { keepRetention } from "@/lib/metering/server/keep-retention";

const { sql, conn } = await testDatabase();
const passwords = { fg_portal: "portal-pw", fg_gateway: "gateway-pw", fg_worker: "worker-pw's" };
const roles: Partial<Record<keyof typeof passwords, Sql>> = {};
const as = (role: keyof typeof passwords): Sql => {
  const client = roles[role];
  if (!client) throw new Error(`no client for ${role}`);
  return client;
};

beforeAll(async () => {
  await grantRoles(sql, passwords);
  await grantRoles(sql, passwords);
  for (const role of ["fg_portal", "fg_gateway", "fg_worker"] as const) {
    const target = { ...conn, PGPORT: Number(conn.PGPORT), PGUSER: role, PGPASSWORD: passwords[role] };
    roles[role] = connect(target, { max: 1 });
  }
});
afterAll(() => Promise.all(Object.values(roles).map((client) => client.end({ timeout: 2 }))));

const denied = expect.objectContaining({ code: "42501" });

describe("the roles of an embedded database", () => {
  test.each(["fg_portal", "fg_gateway", "fg_worker"] as const)("%s is neither superuser nor owner", async (role) => {
    const [row] = await as(role)<{ rolsuper: boolean; rolbypassrls: boolean; owned: number }[]>`
      select rolsuper, rolbypassrls,
             (select count(*)::int from pg_class where relowner = pg_roles.oid) as owned
        from pg_roles where rolname = current_user`;
    expect(row).toEqual({ rolsuper: false, rolbypassrls: false, owned: 0 });
  });
  test("the gateway cannot change what is sold, to whom, or who may sign in", async () => {
    const gateway = as("fg_gateway");
    await expect(gateway`update plan_version set price_minor = 0`).rejects.toEqual(denied);
    await expect(gateway`insert into exception values ('t')`).rejects.toEqual(denied);
    await expect(gateway`select password_hash from person`).rejects.toEqual(denied);
    await expect(gateway`delete from request_log`).rejects.toEqual(denied);
  });
  test("the gateway knows nothing of cards, invoices, events of the payment provider, or mails", async () => {
    const tables = await sql<{ name: string }[]>`
      select table_name as name from information_schema.tables
       where table_schema = 'public' and (table_name ~ '^(billing|stripe|top_up|meter_row|statement|plan_change)'
          or table_name in ('invoice', 'payment_method', 'payment_attempt', 'checkout_intent', 'refund', 'plan_sync',
                            'reconcile_run', 'notice', 'mail', 'credit_pack', 'subscription_change'))`;
    expect(tables.length).toBeGreaterThan(20);
    for (const { name } of tables) {
      await expect(as("fg_gateway").unsafe(`select 1 from ${name}`), name).rejects.toEqual(denied);
    }
  });
  test.each(["fg_portal", "fg_worker"] as const)(
    "%s adds to the history of revenue and never changes it",
    async (role) => {
      await expect(as(role)`update subscription_change set to_status = 'active'`).rejects.toEqual(denied);
      await expect(as(role)`delete from subscription_change`).rejects.toEqual(denied);
      expect(await as(role)`select 1 from subscription_change where false`).toEqual([]);
    },
  );
  test("the gateway may write what it decides", async () => {
    const now = new Date();
    await as("fg_gateway")`insert into request_log (request_id, decided_at, door, method, status, gate_us, total_ms)
      values (${newId("request", now)}, ${now}, 'gateway', 'GET', 200, 1, 1) on conflict do nothing`;
  });
  test.each(["fg_portal", "fg_gateway", "fg_worker"] as const)(
    "%s writes the ledger by its functions alone",
    async (role) => {
      const tables = ["ledger_account", "lease", "ledger_transfer", "usage_event", "usage_draw", "ledger_hold"];
      for (const table of tables) {
        await expect(as(role).unsafe(`insert into ${table} default values`)).rejects.toEqual(denied);
        await expect(as(role).unsafe(`delete from ${table}`)).rejects.toEqual(denied);
      }
      await expect(as(role)`update ledger_account set posted = 1`).rejects.toEqual(denied);
      await expect(as(role)`update ledger_transfer set amount = 1`).rejects.toEqual(denied);
    },
  );
  test.each(["fg_portal", "fg_gateway"] as const)("%s is a node of the ledger from start to end", async (role) => {
    const [client, node] = [as(role), newId("node", new Date())];
    const ledger = await makeLedger(sql, 100);
    const ask = async <Answer>(query: Promise<readonly { answer?: Answer }[]>) => (await query)[0]?.answer as Answer;
    const { epoch } = await ask<{ epoch: number }>(client`select node_open(${node}, 'gateway', 0) as answer`);
    const { start, end } = ledger.period;
    const { accountId } = await ask<{ accountId: string }>(client`
      select account_open('quota', ${ledger.tenantId}, ${ledger.featureId}, 'live', null, ${start}, ${end}) as answer`);
    const { status } = await ask<{ status: string }>(client`
      select lease_acquire(${node}, ${accountId}, ${node}, ${epoch}, 10, 1, 60000) as answer`);
    expect(status).toBe("granted");
    const outcome = {
      seq: 1,
      requestId: newId("request", new Date()),
      outcome: "ok",
      cost: 3,
      admittedAtMs: Date.now(),
    };
    const batch = JSON.stringify([
      { ...outcome, draws: [{ accountId, leaseId: node, cost: 3 }], log: '{"status":200}' },
    ]);
    await client`select usage_flush(${node}, ${epoch}, ${batch}::text::json, now())`;
    await client`select lease_return(${node}, ${node}, ${epoch}, 5, 0, 1)`;
    await client`select lease_recall(${accountId})`;
    await client`select lease_close(${node}, ${node}, ${epoch}, 1)`;
    expect(await readAccount(sql, accountId)).toMatchObject({ consumed: 3, reserved: 0 });
  });
  test("the gateway gives nobody anything", async () => {
    const gateway = as("fg_gateway");
    await expect(gateway`select ledger_post('x', 'y', '[]')`).rejects.toEqual(denied);
    await expect(gateway`select credit_lot_open('t', 'l', 'granted', 1, 1, null, 's', 's', 'r', 'c')`).rejects.toEqual(
      denied,
    );
    await expect(gateway`select record_change('catalog', 'x', null)`).rejects.toEqual(denied);
    await expect(gateway`select ledger_move_clock('t', 1)`).rejects.toEqual(denied);
    await expect(gateway`select lease_write_off('l', 'r')`).rejects.toEqual(denied);
    await expect(gateway`select ledger_hold_clear()`).rejects.toEqual(denied);
    await expect(gateway`select account_sync('a')`).rejects.toEqual(denied);
  });
  test("the portal announces, sells and corrects, and the worker keeps the ledger", async () => {
    const { tenantId } = await makeLedger(sql, 100);
    await as("fg_portal")`select record_change('tenant', ${tenantId}, ${tenantId})`;
    await as("fg_portal")`select credit_lot_open(${tenantId}, 'l', 'granted', 1, 1, null, 's', 's', 'r', 'c')`;
    await as("fg_portal")`select lease_write_off('none', 'r'), node_lost('none', 'r')`;
    await as("fg_worker")`select lease_reap(), ledger_close_periods(), forget_leases(now(), 1)`;
    await expect(as("fg_portal")`select lease_reap()`).rejects.toEqual(denied);
  });
  test("the worker does every duty with what it was granted", async () => {
    const [worker, now] = [as("fg_worker"), new Date()];
    await keepPartitions(worker, now);
    await keepLeases(worker);
    await keepPeriods(worker);
    await keepNextPeriods(worker, now);
    await keepRetention(worker, now);
    await checkLedger(worker, null, now);
  });
  test("the portal notes on a run of refusals that a page was opened, and concludes nothing itself", async () => {
    const portal = as("fg_portal");
    await portal`update episode set pricing_opened_at = now(), receipt_opened_at = now() where false`;
    await portal`delete from tenant_act where false`;
    await expect(portal`update episode set resolved_at = now()`).rejects.toEqual(denied);
    for (const table of ["episode", "risk_day", "signal_firing", "forecast_day", "refusal_audit", "alert"]) {
      await expect(portal.unsafe(`delete from ${table}`), table).rejects.toEqual(denied);
    }
  });
  test("the worker forgets old counts and changes none", async () => {
    for (const day of ["2020-01-01", new Date().toISOString().slice(0, 10)]) {
      await sql`insert into roll_tenant_day (id, day, tenant_id, plan_version_id, mode, class, code, calls, units,
                  asked_units, upstream_client_errors, upstream_server_errors)
                values (gen_random_uuid(), ${day}, 't', '', 'live', 'allowed', '', 1, 1, 1, 0, 0)`;
    }
    expect(await forgetCounts(as("fg_worker"), new Date())).toEqual({ forgotten: 1 });
    await expect(as("fg_worker")`update roll_tenant_day set calls = 0`).rejects.toEqual(denied);
  });
  test("functions of the ledger find their tables whatever path the caller sets", async () => {
    const portal = as("fg_portal");
    await portal.begin(async (tx) => {
      await tx`create temporary table node (node_id text, last_seq bigint)`;
      await tx`set local search_path = pg_temp, public`;
      await tx`select node_lost('none', 'r')`;
    });
  });
  test("nobody changes the audit log", async () => {
    await expect(as("fg_portal")`update audit_log set action = 'x'`).rejects.toEqual(denied);
    await expect(as("fg_worker")`delete from audit_log`).rejects.toEqual(denied);
  });
  test("the worker opens days of the request log without owning it", async () => {
    const [row] = await as("fg_worker")<
      { n: number }[]
    >`select open_request_partitions('1990-01-01', '1990-01-01') as n`;
    expect(row?.n).toBe(1);
    await expect(as("fg_portal")`select drop_request_partitions('1990-02-01')`).rejects.toEqual(denied);
  });
});

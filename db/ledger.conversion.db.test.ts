import { readFileSync } from "node:fs";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";

const server = inject("testServer");
const name = "t_ledger_conversion";
const { host, port, user, password } = server;
const admin = postgres({ host, port, user, password, database: "postgres", max: 1, onnotice: () => undefined });
const sql = postgres({ host, port, user, password, database: name, max: 1, onnotice: () => undefined });
const apply = (tag: string) => sql.unsafe(readFileSync(`db/migrations/${tag}.sql`, "utf8"));

/** What the release before leases kept: a limited and an unlimited account, calls of three gateways, one tidied away. */
const before = `
  insert into tenant (id, name, created_at) values ('t', 'Acme', now());
  insert into feature (id, slug, name, kind, created_at) values ('f', 'f', 'Search', 'meter', now()), ('g', 'g', 'Fetch', 'meter', now());
  insert into api (id, slug, name, upstream_url, created_at) values ('api', 'api', 'Geo', 'http://127.0.0.1', now());
  insert into route (id, api_id, method, path, feature_id, created_at) values ('route', 'api', 'POST', '/v1/search', 'f', now());
  insert into node (node_id, door, started_at, seen_at) values ('n1', 'gateway', now(), now()), ('n2', 'portal', now(), now());
  insert into ledger_account (tenant_id, account_id, feature_id, mode, period_start, period_end, posted, consumed, reserved)
    values ('t', 'limited', 'f', 'live', now() - interval '5 days', now() + interval '25 days', 100, 12, 3),
           ('t', 'unlimited', 'g', 'live', now() - interval '5 days', now() + interval '25 days', null, 7, 0),
           ('t', 'past', 'f', 'test', now() - interval '50 days', now() - interval '20 days', 50, 9, 0);
  insert into usage_event (tenant_id, request_id, account_id, node_id, key_id, route_id, outcome, held_units,
    charged_units, admitted_at, settled_at)
    values ('t', 'r1', 'limited', 'n1', 'k', 'route', 'ok', 5, 4, now() - interval '4 hours', now()),
           ('t', 'r2', 'limited', 'n2', 'k', 'route', 'ok', 8, 8, now() - interval '3 hours', now()),
           ('t', 'r3', 'limited', 'n1', 'k', 'route', 'void', 2, 0, now() - interval '2 hours', now()),
           ('t', 'r4', 'limited', 'n1', 'k', 'route', 'held', 3, 0, now() - interval '1 hour', null),
           ('t', 'r5', 'unlimited', 'gone', 'k', 'route', 'ok', 7, 7, now() - interval '1 hour', now());
  insert into request_log (request_id, decided_at, door, method, status, gate_us, total_ms, tenant_id)
    values ('r1', now() - interval '4 hours', 'gateway', 'GET', 200, 1, 1, 't'),
           ('refused', now(), 'gateway', 'GET', 402, 1, 1, 't');`;

beforeAll(async () => {
  await admin.unsafe(`create database ${name}`);
  for (const tag of ["0000_init", "0001_functions"]) await apply(tag);
  await sql.unsafe(before);
  await apply("0002_ledger");
});
afterAll(async () => {
  await sql.end();
  await admin.unsafe(`drop database if exists ${name} with (force)`);
  await admin.end();
});

describe("what was counted before leases", () => {
  test("keeps its balances; a call in flight at the change is charged what it held", async () => {
    const rows = await sql`select account_id, enforced, posted::int, consumed::int, reserved::int
                             from ledger_account where kind = 'quota' order by account_id`;
    expect(rows).toEqual([
      { account_id: "limited", enforced: true, posted: 100, consumed: 15, reserved: 0 },
      { account_id: "past", enforced: true, posted: 50, consumed: 9, reserved: 0 },
      { account_id: "unlimited", enforced: false, posted: 0, consumed: 7, reserved: 0 },
    ]);
  });
  test("numbers the calls of each gateway densely, in order of admission", async () => {
    const rows = await sql`select node_id, seq::int, request_id, outcome, cost::int, feature_id
                             from usage_event where outcome <> 'gap' order by node_id, seq`;
    expect(rows).toEqual([
      { node_id: "gone", seq: 1, request_id: "r5", outcome: "ok", cost: 7, feature_id: "g" },
      { node_id: "n1", seq: 1, request_id: "r1", outcome: "ok", cost: 4, feature_id: "f" },
      { node_id: "n1", seq: 2, request_id: "r3", outcome: "void", cost: 0, feature_id: "f" },
      { node_id: "n1", seq: 3, request_id: "r4", outcome: "unknown", cost: 3, feature_id: "f" },
      { node_id: "n2", seq: 1, request_id: "r2", outcome: "ok", cost: 8, feature_id: "f" },
    ]);
  });
  test("shows units that no call explains as a gap that is not billed", async () => {
    const rows = await sql`select d.account_id, e.cost::int, e.billable from usage_event e
                             join usage_draw d using (node_id, seq) where e.outcome = 'gap'`;
    expect(rows).toEqual([{ account_id: "past", cost: 9, billable: false }]);
  });
  test.each([
    [
      "every total equals its transfers",
      `select a.account_id from ledger_account a where a.kind <> 'system' and (
         a.posted <> coalesce((select sum(amount) from ledger_transfer where to_account = a.account_id), 0)
         or a.consumed <> coalesce((select sum(amount) from ledger_transfer where from_account = a.account_id), 0))`,
    ],
    [
      "every total equals its draws",
      `select a.account_id from ledger_account a where a.kind <> 'system'
         and a.consumed <> coalesce((select sum(cost) from usage_draw where account_id = a.account_id), 0)`,
    ],
    [
      "every cursor equals its events",
      `select n.node_id from node n where n.last_seq <> (select count(*) from usage_event e where e.node_id = n.node_id)
         or n.last_seq <> coalesce((select max(seq) from usage_event e where e.node_id = n.node_id), 0)`,
    ],
    [
      "metered rows of the log and events match one to one",
      `select coalesce(e.request_id, l.request_id) from (select * from usage_event where request_id is not null) e
         full join (select * from request_log where metered) l on l.request_id = e.request_id
        where e.request_id is null or l.request_id is null or e.cost <> l.units`,
    ],
  ])("balances: %s", async (_title, statement) => {
    expect(await sql.unsafe(statement)).toEqual([]);
  });
  test("tells a call whose end nobody saw as aborted, on the route it took", async () => {
    const rows =
      await sql`select status, aborted, method, route_path, units::int, mode from request_log where request_id = 'r4'`;
    expect(rows).toEqual([
      { status: 499, aborted: true, method: "POST", route_path: "/v1/search", units: 3, mode: "live" },
    ]);
  });
});

import { describe, expect, test } from "vitest";
import { makeRoute, makeTenant } from "@/db/testing/make-tenant";
import { testDatabase } from "@/db/testing/test-database";
import { newId } from "@/lib/id";
import { type LedgerRule, ledgerRules } from "@/lib/metering/ledger-rules";
import { checkLedger } from "@/lib/metering/server/check-ledger";

const { sql } = await testDatabase();
const now = new Date();
const hour = 3_600_000;
const later = (ms: number) => new Date(now.getTime() + ms);
const { featureId, routeId } = await makeRoute(sql);
const tenant = await makeTenant(sql, "Lumen Maps");
const keyId = newId("key", now);

const nodeId = newId("node", now);
await sql`insert into node (node_id, door, epoch, last_seq, flushed_until, started_at, seen_at)
          values (${nodeId}, 'gateway', 1, 0, ${now}, ${now}, ${now})`;
await sql`insert into ledger_account (account_id, kind, unit, mode)
          values (${`issued:${featureId}`}, 'system', ${featureId}, 'live'),
                 (${`used:${featureId}`}, 'system', ${featureId}, 'live')
          on conflict do nothing`;

/** An account that was granted `posted` units. */
async function openAccount(posted: number, kind: "quota" | "credit" = "quota") {
  const accountId = newId("account", later(Math.floor(Math.random() * hour)));
  await sql`insert into ledger_account (account_id, tenant_id, kind, unit, feature_id, mode, period_start, period_end, posted)
            values (${accountId}, ${tenant.id}, ${kind}, ${featureId}, ${featureId}, 'live',
                    ${new Date(now.getTime() - Math.floor(Math.random() * hour))}, ${later(24 * hour)}, ${posted})`;
  await sql`insert into ledger_transfer (source, source_key, line, kind, unit, from_account, to_account, amount, at)
            values ('entitlement', ${`${accountId}:1`}, 1, 'grant', ${featureId}, ${`issued:${featureId}`}, ${accountId},
                    ${posted}, ${now})`;
  return accountId;
}

async function openLease(accountId: string, granted: number) {
  const leaseId = `lea_${accountId}`;
  await sql`insert into lease (lease_id, account_id, node_id, node_epoch, granted, opened_at, expires_at)
            values (${leaseId}, ${accountId}, ${nodeId}, 1, ${granted}, ${now}, ${later(60_000)})`;
  await sql`update ledger_account set reserved = reserved + ${granted} where account_id = ${accountId}`;
  return leaseId;
}

/** One call that cost `cost`, as a flush books it. */
async function use(accountId: string, cost: number, leaseId: string | null = null) {
  const requestId = newId("request", now);
  const [row] = await sql<{ seq: number }[]>`
    update node set last_seq = last_seq + 1 where node_id = ${nodeId} returning last_seq as seq`;
  const seq = row?.seq ?? 0;
  await sql`insert into usage_event (node_id, seq, request_id, tenant_id, feature_id, key_id, route_id, outcome, cost,
                                     admitted_at, applied_at)
            values (${nodeId}, ${seq}, ${requestId}, ${tenant.id}, ${featureId}, ${keyId}, ${routeId}, 'ok', ${cost},
                    ${now}, ${now})`;
  await sql`insert into usage_draw (node_id, seq, n, account_id, lease_id, cost)
            values (${nodeId}, ${seq}, 0, ${accountId}, ${leaseId}, ${cost})`;
  await sql`insert into ledger_transfer (source, source_key, line, kind, unit, from_account, to_account, amount, at)
            values ('flush', ${`${nodeId}:${seq}`}, 1, 'usage', ${featureId}, ${accountId}, ${`used:${featureId}`},
                    ${cost}, ${now})`;
  await sql`insert into request_log (request_id, decided_at, mode, door, tenant_id, feature_id, method, status, units,
                                     gate_us, total_ms, metered)
            values (${requestId}, ${now}, 'live', 'gateway', ${tenant.id}, ${featureId}, 'GET', 200, ${cost}, 1, 1, true)`;
  const settled = leaseId ? cost : 0;
  await sql`update ledger_account set consumed = consumed + ${cost}, reserved = reserved - ${settled}
             where account_id = ${accountId}`;
  if (leaseId) await sql`update lease set settled = settled + ${cost} where lease_id = ${leaseId}`;
  return { requestId, seq };
}

/** Changes history as only the owner can, with every trigger and constraint off. */
const byHand = (statement: ReturnType<typeof sql>) =>
  sql.begin(async (tx) => {
    await tx`set local session_replication_role = replica`;
    await tx`${statement}`;
  });

async function broken(memory: Parameters<typeof checkLedger>[1] = null, at = now) {
  const report = await checkLedger(sql, memory, at);
  const rules = report.rules.filter(({ ok }) => !ok);
  return { report, names: rules.map(({ rule }) => rule), findings: rules.flatMap(({ findings }) => findings) };
}
const stored = async (rule: LedgerRule) =>
  (
    await sql<{ ok: boolean; brokenSince: Date | null; fullRanAt: Date | null; ranAt: Date }[]>`
    select ok, broken_since as "brokenSince", full_ran_at as "fullRanAt", ran_at as "ranAt"
      from ledger_check where rule = ${rule}`
  )[0];

const accountId = await openAccount(1_000);
const leaseId = await openLease(accountId, 100);
await use(accountId, 3, leaseId);
const call = await use(accountId, 4, leaseId);
const about = (subject: string, text: RegExp) => ({
  tenantId: tenant.id,
  subject,
  text: expect.stringMatching(text) as string,
});

describe("an untouched ledger", () => {
  test("keeps every rule, in full and over what came since", async () => {
    const { report, names } = await broken();
    expect(names).toEqual([]);
    expect(report.rules.map(({ rule }) => rule)).toEqual([...ledgerRules]);
    await use(accountId, 5, leaseId);
    await openAccount(10);
    const since = await broken(report.memory);
    expect(since.names).toEqual([]);
    expect(since.report.isFull).toBe(false);
    expect((await broken(since.report.memory)).names).toEqual([]);
    expect(await stored("R1")).toMatchObject({ ok: true, brokenSince: null });
  });
});

type Case = [
  name: string,
  rule: LedgerRule,
  spoil: () => ReturnType<typeof sql>,
  heal: () => ReturnType<typeof sql>,
  finding: () => object,
];
const cases: Case[] = [
  [
    "a transfer whose other end is gone",
    "R1",
    () => sql`update ledger_transfer set from_account = 'issued:nobody' where source_key = ${`${accountId}:1`}`,
    () =>
      sql`update ledger_transfer set from_account = ${`issued:${featureId}`} where source_key = ${`${accountId}:1`}`,
    () => about(expect.stringMatching(/^transfer \d+$/) as string, /Moves 1000 .* from nowhere/),
  ],
  [
    "units posted without a transfer",
    "R2",
    () => sql`update ledger_account set posted = posted + 7 where account_id = ${accountId}`,
    () => sql`update ledger_account set posted = posted - 7 where account_id = ${accountId}`,
    () => about(accountId, /posted is 1007, its transfers give 1000: \+7/),
  ],
  [
    "a draw that nobody made",
    "R3",
    () => sql`update usage_draw set cost = cost + 2 where seq = ${call.seq} and node_id = ${nodeId}`,
    () => sql`update usage_draw set cost = cost - 2 where seq = ${call.seq} and node_id = ${nodeId}`,
    () => about(accountId, /consumed is \d+, its draws give \d+: −2/),
  ],
  [
    "units reserved for no lease",
    "R3",
    () => sql`update ledger_account set reserved = reserved + 9 where account_id = ${accountId}`,
    () => sql`update ledger_account set reserved = reserved - 9 where account_id = ${accountId}`,
    () => about(accountId, /reserved is \d+, its leases hold \d+: \+9/),
  ],
  [
    "a cursor before its outcomes",
    "R4",
    () => sql`update node set last_seq = last_seq - 1 where node_id = ${nodeId}`,
    () => sql`update node set last_seq = last_seq + 1 where node_id = ${nodeId}`,
    () => ({ tenantId: null, subject: nodeId, text: expect.stringMatching(/: 1 too many/) as string }),
  ],
  [
    "a metered row without a usage event",
    "R5",
    () => sql`update request_log set request_id = ${`${call.requestId}x`} where request_id = ${call.requestId}`,
    () => sql`update request_log set request_id = ${call.requestId} where request_id = ${`${call.requestId}x`}`,
    () => about(call.requestId, /^0 metered rows .*, 1 usage event/),
  ],
  [
    "a row of the request log with another cost",
    "R5",
    () => sql`update request_log set units = units + 1 where request_id = ${call.requestId}`,
    () => sql`update request_log set units = units - 1 where request_id = ${call.requestId}`,
    () => about(call.requestId, /The request log says 5 units, the ledger 4/),
  ],
  [
    "a lost node that holds a lease",
    "R7",
    () => sql`update node set seen_at = ${later(-6 * 60_000)} where node_id = ${nodeId}`,
    () => sql`update node set seen_at = ${now} where node_id = ${nodeId}`,
    () => ({
      tenantId: null,
      subject: nodeId,
      text: expect.stringMatching(/^Not seen since .*; 1 lease waits for its usage/) as string,
    }),
  ],
  [
    "an orphan older than its hold",
    "R7",
    () => sql`with a as (update ledger_account set kind = 'credit' where account_id = ${accountId})
              update lease set state = 'orphan', orphaned_at = ${later(-17 * 60_000)} where lease_id = ${leaseId}`,
    () => sql`with a as (update ledger_account set kind = 'quota' where account_id = ${accountId})
              update lease set state = 'open', orphaned_at = null where lease_id = ${leaseId}`,
    () => about(leaseId, /longer than its hold/),
  ],
];

describe("a ledger changed by hand", () => {
  test.each(cases)(
    "%s breaks %s, is named, and is forgotten once healed",
    async (_name, rule, spoil, heal, finding) => {
      expect((await broken()).names).toEqual([]);
      await byHand(spoil());
      const { names, findings } = await broken();
      await byHand(heal());
      expect(names).toEqual([rule]);
      expect(findings).toContainEqual(finding());
      expect(await stored(rule)).toMatchObject({ ok: false, brokenSince: now });
      expect((await broken()).names).toEqual([]);
      expect(await stored(rule)).toMatchObject({ ok: true, brokenSince: null });
    },
  );
  test("a sale of more than was there breaks I3, and only as far as no exception explains it", async () => {
    const sold = await openAccount(10);
    await use(sold, 12, await openLease(sold, 12));
    const { names, findings } = await broken();
    expect(names).toEqual(["I3"]);
    expect(findings).toEqual([about(sold, /^Overdrawn by 2, of which exceptions explain 0: 2 too many/)]);
    await byHand(sql`update ledger_transfer set kind = 'overrun' where from_account = ${sold} and kind = 'usage'`);
    expect((await broken()).names).toEqual([]);
  });
});

describe("a run over what came since", () => {
  test("is not alarmed by a transfer that commits after later ones", async () => {
    const [slow, fast] = [await openAccount(5), await openAccount(5)];
    const grant = (on: typeof sql, to: string, key: string) => on`
      insert into ledger_transfer (source, source_key, line, kind, unit, from_account, to_account, amount, at)
      values ('test', ${key}, 1, 'grant', ${featureId}, ${`issued:${featureId}`}, ${to}, 7, ${now})`;
    const post = (on: typeof sql, to: string) => on`
      update ledger_account set posted = posted + 7 where account_id = ${to}`;
    let { memory } = (await broken()).report;
    await sql.begin(async (tx) => {
      const late = tx as unknown as typeof sql;
      await grant(late, slow, "slow");
      await sql.begin(async (other) => {
        const early = other as unknown as typeof sql;
        await grant(early, fast, "fast");
        await post(early, fast);
      });
      for (let run = 0; run < 3; run++) {
        const since = await broken(memory);
        expect(since.names).toEqual([]);
        memory = since.report.memory;
      }
      await post(late, slow);
    });
    const { names, report } = await broken(memory);
    expect(names).toEqual([]);
    expect((await broken(report.memory)).names).toEqual([]);
  });
  test("sees what changed on an account, a node and the log", async () => {
    const { memory } = (await broken()).report;
    await byHand(sql`update ledger_account set consumed = consumed + 1 where account_id = ${accountId}`);
    const wrong = await broken(memory);
    expect(wrong.names).toEqual(["R2", "R3"]);
    await byHand(sql`update ledger_account set consumed = consumed - 1 where account_id = ${accountId}`);
    const { requestId, seq } = await use(accountId, 1, leaseId);
    await byHand(sql`delete from request_log where request_id = ${requestId}`);
    await byHand(sql`delete from usage_event where node_id = ${nodeId} and seq = ${seq - 1}`);
    await byHand(sql`update usage_event set seq = seq - 1 where node_id = ${nodeId} and seq = ${seq}`);
    const { names } = await broken(memory);
    expect(names).toEqual(["R4", "R5"]);
  });
  test("does not take a rule for healed that it did not look at, a full run does", async () => {
    const before = (await broken()).report;
    expect((await stored("R4"))?.ok).toBe(false);
    await broken(before.memory, later(60_000));
    expect(await stored("R4")).toMatchObject({ ok: false, brokenSince: now, ranAt: later(60_000) });
    await byHand(sql`delete from usage_event where node_id = ${nodeId}`);
    await byHand(sql`update node set archived_seq = last_seq where node_id = ${nodeId}`);
    await byHand(sql`delete from request_log`);
    expect((await broken(null, later(120_000))).names).toEqual([]);
    expect(await stored("R4")).toMatchObject({ ok: true, brokenSince: null, fullRanAt: later(120_000) });
  });
});

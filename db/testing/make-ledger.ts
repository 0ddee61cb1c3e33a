import type { Sql } from "@/db/connect";
import { newId } from "@/lib/id";
import type { FlushRecord, StoreAnswer } from "@/lib/metering/core/types";
import type { Mode } from "@/lib/metering/types";

type Answer<Fn extends StoreAnswer["fn"]> = Extract<StoreAnswer, { fn: Fn }>;
export type Acquired = Answer<"lease_acquire">;
type OutcomeDraw = FlushRecord["draws"][number];

const dayMs = 86_400_000;

/** A tenant on a published plan that includes `units` of one meter (null: without limit), and a period around now. */
export async function makeLedger(sql: Sql, units: number | null, plan: { overage?: "none" | "postpaid" } = {}) {
  const now = new Date();
  const [tenantId, featureId, planId, versionId] = [
    newId("tenant", now),
    newId("feature", now),
    newId("plan", now),
    newId("planVersion", now),
  ];
  const period = { start: new Date(now.getTime() - 5 * dayMs), end: new Date(now.getTime() + 25 * dayMs) };
  await sql`insert into tenant (id, name, created_at) values (${tenantId}, 'Acme', ${now})`;
  await sql`insert into feature (id, slug, name, kind, created_at) values (${featureId}, ${featureId}, 'Search', 'meter', ${now})`;
  await sql`insert into plan (id, slug, name, created_at) values (${planId}, ${planId}, 'Starter', ${now})`;
  await sql`insert into plan_version (id, plan_id, number, status, price_minor, currency, created_at, updated_at)
            values (${versionId}, ${planId}, 1, 'draft', 0, 'EUR', ${now}, ${now})`;
  await sql`insert into plan_feature (plan_version_id, feature_id, limit_units, overage)
            values (${versionId}, ${featureId}, ${units}, ${plan.overage ?? "none"})`;
  await sql`update plan_version set status = 'published' where id = ${versionId}`;
  await sql`insert into subscription (tenant_id, id, plan_version_id, status, anchor, started_at, created_by)
            values (${tenantId}, ${newId("subscription", now)}, ${versionId}, 'active', ${period.start}, ${now}, 'test')`;

  const open = async (
    over: {
      kind?: "quota" | "overage" | "cap";
      keyId?: string;
      mode?: Mode;
      start?: Date;
      end?: Date;
      featureId?: string;
    } = {},
  ) => {
    const [row] = await sql<{ answer: Answer<"account_open"> }[]>`
      select account_open(${over.kind ?? "quota"}, ${tenantId}, ${over.featureId ?? featureId}, ${over.mode ?? "live"},
        ${over.keyId ?? null}, ${over.start ?? period.start}, ${over.end ?? period.end}) as answer`;
    if (!row) throw new Error("account_open answered nothing.");
    return row.answer;
  };
  const change = (subject: "tenant" | "key" = "tenant", subjectId = tenantId) =>
    sql`select record_change(${subject}, ${subjectId}, ${tenantId})`;
  const except = (kind: "extra_units" | "feature_access", given: number | null, startsInMs: number, endsInMs: number) =>
    sql`insert into exception (tenant_id, id, kind, feature_id, units, reason, starts_at, ends_at, granted_by, created_at)
        values (${tenantId}, ${newId("exception", now)}, ${kind}, ${featureId}, ${given}, 'test',
                ${new Date(Date.now() + startsInMs)}, ${new Date(Date.now() + endsInMs)}, 'test', ${now})`;
  return { tenantId, featureId, versionId, period, open, change, except };
}

/** A node of the ledger and the statements that it sends. */
export async function makeNode(sql: Sql) {
  const nodeId = newId("node", new Date());
  let epoch = 0;
  let seq = 0;
  const open = async (knownEpoch = 0, knownSeq = 0) => {
    const [row] = await sql<{ answer: Answer<"node_open"> }[]>`
      select node_open(${nodeId}, 'gateway', ${knownEpoch}, ${knownSeq}) as answer`;
    if (!row) throw new Error("node_open answered nothing.");
    epoch = row.answer.epoch;
    return row.answer;
  };
  const node = {
    nodeId,
    /** Its present start. */
    get epoch() {
      return epoch;
    },
    /** Number of its last outcome. */
    get seq() {
      return seq;
    },
    open,
    async acquire(
      accountId: string,
      want: number,
      over: { min?: number; leaseId?: string; ttlMs?: number; extend?: boolean; epoch?: number } = {},
    ) {
      const leaseId = over.leaseId ?? `lse_${Math.random()}`;
      const [row] = await sql<{ answer: Acquired }[]>`
        select lease_acquire(${leaseId}, ${accountId}, ${nodeId}, ${over.epoch ?? epoch}, ${want}, ${over.min ?? want},
          ${over.ttlMs ?? 60_000}, ${over.extend ?? false}) as answer`;
      if (!row) throw new Error("lease_acquire answered nothing.");
      return { leaseId, ...row.answer };
    },
    async giveBack(leaseId: string, keep: number, firm = 0, atSeq = seq) {
      await sql`select lease_return(${leaseId}, ${nodeId}, ${epoch}, ${keep}, ${firm}, ${atSeq})`;
    },
    async close(leaseId: string, throughSeq = seq, atEpoch = epoch) {
      await sql`select lease_close(${leaseId}, ${nodeId}, ${atEpoch}, ${throughSeq})`;
    },
    /** Sends records as they are. */
    async send(batch: readonly object[], atEpoch = epoch) {
      const [row] = await sql<{ answer: { lastSeq: number; nowMs: number } }[]>`
        select usage_flush(${nodeId}, ${atEpoch}, ${JSON.stringify(batch)}::text::json, now()) as answer`;
      if (!row) throw new Error("usage_flush answered nothing.");
      return row.answer;
    },
    /** The next outcome of this node. */
    record(over: Partial<FlushRecord> = {}): FlushRecord {
      seq++;
      return {
        seq,
        requestId: newId("request", new Date()),
        tenantId: null,
        featureId: null,
        keyId: "key",
        routeId: "route",
        outcome: "ok",
        cost: (over.draws ?? []).reduce((sum, { cost }) => sum + cost, 0),
        admittedAtMs: Date.now(),
        draws: [],
        log: "",
        ...over,
      };
    },
    /** Flushes one outcome that draws so. */
    async use(draws: OutcomeDraw[], over: Partial<FlushRecord> = {}) {
      const record = node.record({ draws, ...over });
      await node.send([record]);
      return record;
    },
  };
  await open();
  return node;
}

/** Waits until so many statements of this database wait for a lock that another transaction holds, but for those `over`. */
export async function untilWaiting(sql: Sql, count: number, over: () => number = () => 0): Promise<void> {
  const deadline = performance.now() + 30_000;
  for (;;) {
    const [row] = await sql<{ n: number }[]>`
      select count(*)::int as n from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
    if ((row?.n ?? 0) + over() >= count) return;
    if (performance.now() > deadline) throw new Error(`${row?.n} of ${count} statements wait for a lock.`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** Lets statements pile up behind a row that somebody else has locked, in the order in which they are started. */
export async function behindLock(sql: Sql, rows: string, start: readonly (() => Promise<unknown>)[]): Promise<void> {
  const started: Promise<unknown>[] = [];
  let over = 0;
  await sql.begin(async (tx) => {
    await tx.unsafe(`select 1 from ${rows} for update`);
    for (const statement of start) {
      started.push(
        statement().finally(() => {
          over++;
        }),
      );
      await untilWaiting(sql, started.length, () => over);
    }
  });
  await Promise.all(started);
}

/** Totals of an account, and its available units. */
export async function readAccount(sql: Sql, accountId: string) {
  const [row] = await sql<
    { posted: number; consumed: number; reserved: number; enforced: boolean; state: string; available: number }[]
  >`select posted, consumed, reserved, enforced, state, posted - consumed - reserved as available
      from ledger_account where account_id = ${accountId}`;
  if (!row) throw new Error(`no account ${accountId}`);
  return row;
}

/** What breaks the rules that hold after every statement: R1 to R5 of the ledger. Empty when all is well. */
export async function brokenRules(sql: Sql): Promise<readonly { rule: string; subject: string }[]> {
  return sql<{ rule: string; subject: string }[]>`
    select 'R2' as rule, a.account_id as subject from ledger_account a
     where a.kind <> 'system' and (
           a.posted <> (select coalesce(sum(case when to_account = a.account_id then amount else -amount end), 0)
                          from ledger_transfer where a.account_id in (from_account, to_account)
                           and kind in ('grant', 'purchase', 'reduction', 'refund', 'dispute', 'dispute_won', 'expiry', 'correction'))
        or a.consumed <> (select coalesce(sum(amount), 0) from ledger_transfer where from_account = a.account_id
                             and kind in ('usage', 'overrun', 'late', 'gap')))
    union all
    select 'R3', a.account_id from ledger_account a
     where a.kind <> 'system' and (
           a.consumed <> (select coalesce(sum(cost), 0) from usage_draw d where d.account_id = a.account_id)
        or a.reserved <> (select coalesce(sum(granted - settled), 0) from lease l
                           where l.account_id = a.account_id and l.state in ('open', 'orphan')))
    union all
    select 'R4', n.node_id from node n
     where n.last_seq <> (select count(*) from usage_event e where e.node_id = n.node_id)
        or n.last_seq <> (select coalesce(max(seq), 0) from usage_event e where e.node_id = n.node_id)
    union all
    select 'R5', coalesce(e.request_id, l.request_id)
      from (select request_id, cost from usage_event where request_id is not null and outcome <> 'dup') e
      full join (select request_id, units from request_log where metered) l on l.request_id = e.request_id
     where e.request_id is null or l.request_id is null or e.cost <> l.units`;
}

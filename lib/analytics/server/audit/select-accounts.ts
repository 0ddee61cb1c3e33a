import type { Sql } from "@/db/connect";
import { groupBy } from "@/lib/analytics/group-by";
import type { AccountHistory } from "@/lib/analytics/metrics/judge-refusal";

export type KnownAccount = AccountHistory & { tenantId: string; kind: "quota" | "credit"; featureId: string };

type Row = {
  id: string;
  tenantId: string;
  kind: KnownAccount["kind"];
  featureId: string;
  start: Date;
  end: Date | null;
};

/** What puts units into an account or takes them out, beside calls. */
const postings = ["grant", "purchase", "reduction", "refund", "dispute", "dispute_won", "expiry", "correction"];

/**
 * Live quotas and credit lots of some tenants that overlap a window, with all that was posted, and what calls drew since
 * the window's start second by second.
 */
export async function selectAccounts(
  sql: Sql,
  tenantIds: readonly string[],
  { from, to }: { from: Date; to: Date },
): Promise<KnownAccount[]> {
  const accounts = await sql<Row[]>`
    select account_id as id, tenant_id as "tenantId", kind, coalesce(feature_id, '') as "featureId",
           period_start as start, period_end as end
      from ledger_account
     where tenant_id = any(${[...tenantIds]}) and kind in ('quota', 'credit') and mode = 'live'
       and period_start < ${to} and (period_end is null or period_end > ${from})`;
  const ids = accounts.map(({ id }) => id);
  if (ids.length === 0) return [];
  const [posted, drawn, draws, away] = await Promise.all([
    sql<{ id: string; at: Date; amount: number }[]>`
      select a.id, t.at, (case when t.to_account = a.id then t.amount else -t.amount end)::float8 as amount
        from unnest(${ids}::text[]) as a (id) join ledger_transfer t on a.id in (t.to_account, t.from_account)
       where t.kind = any(${postings}) order by t.at`,
    sql<{ id: string; units: number }[]>`
      select account_id as id, consumed::float8 as units from ledger_account where account_id = any(${ids})`,
    sql<{ id: string; at: Date; cost: number }[]>`
      select d.account_id as id, date_trunc('second', e.admitted_at) as at, sum(d.cost)::float8 as cost
        from usage_event e join usage_draw d on d.node_id = e.node_id and d.seq = e.seq
       where e.tenant_id = any(${[...tenantIds]}) and e.admitted_at >= ${from} and d.account_id = any(${ids})
       group by 1, 2 order by 2`,
    sql<{ id: string; since: Date; until: Date | null; units: number }[]>`
      select account_id as id, coalesce(orphaned_at, opened_at) as since, closed_at as until,
             (granted - settled)::float8 as units
        from lease
       where account_id = any(${ids}) and granted > settled and (orphaned_at is not null or state = 'orphan')
         and coalesce(closed_at, ${to}) >= ${from}`,
  ]);
  const of = <T extends { id: string }>(rows: readonly T[]) => groupBy(rows, ({ id }) => id);
  const [postedOf, drawsOf, awayOf] = [of(posted), of(draws), of(away)];
  const consumed = new Map(drawn.map(({ id, units }) => [id, units]));
  return accounts.map(({ id, start, end, ...account }) => {
    const since = (drawsOf.get(id) ?? []).map(({ at, cost }) => ({ atMs: at.getTime(), cost }));
    return {
      ...account,
      startMs: start.getTime(),
      endMs: end?.getTime() ?? null,
      posted: (postedOf.get(id) ?? []).map(({ at, amount }) => ({ atMs: at.getTime(), amount })),
      drawnBefore: (consumed.get(id) ?? 0) - since.reduce((sum, { cost }) => sum + cost, 0),
      draws: since,
      away: (awayOf.get(id) ?? []).map(({ since: from, until, units }) => ({
        fromMs: from.getTime(),
        toMs: until?.getTime() ?? Number.POSITIVE_INFINITY,
        units,
      })),
    };
  });
}

import type { Sql } from "@/db/connect";
import { failingPayments, slowUnblocks } from "@/lib/analytics/metrics/alert-rules";
import type { Evidence } from "@/lib/analytics/server/alerts/types";
import { readUnblockCases } from "@/lib/analytics/server/refusals/read-unblock-times";
import { formatMoney } from "@/lib/money";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** AL4: payments of the last day that opened the gate late, or have not yet. */
export async function findSlowUnblocks(sql: Sql, now: Date): Promise<Evidence[]> {
  const cases = await readUnblockCases(sql, { from: new Date(now.getTime() - dayMs), to: now });
  const slow = slowUnblocks(
    cases
      .toSorted((a, b) => a.confirmedAtMs - b.confirmedAtMs)
      .map(({ confirmedAtMs, gateOpenAtMs }) => Math.max(0, (gateOpenAtMs ?? now.getTime()) - confirmedAtMs)),
  );
  if (!slow) return [];
  const worst = Math.round(slow.worstMs / 1000);
  const sentence = `${slow.slow} of the last ${slow.of} payments opened the gate after more than 5 s, the slowest after ${worst} s. Look at the provider's events and the gateways' lag.`;
  return [{ rule: "AL4", object: "", sentence, href: "/admin/refusals" }];
}

/** AL5: clearly more first attempts to collect an invoice fail than usual. */
export async function findFailingPayments(sql: Sql, now: Date): Promise<Evidence[]> {
  const [row] = await sql<{ failed: number; attempts: number; usualFailed: number; usualAttempts: number }[]>`
    select count(*) filter (where not ok and at >= ${new Date(now.getTime() - 7 * dayMs)})::int as failed,
           count(*) filter (where at >= ${new Date(now.getTime() - 7 * dayMs)})::int as attempts,
           count(*) filter (where not ok)::int as "usualFailed", count(*)::int as "usualAttempts"
      from payment_attempt where attempt = 1 and at >= ${new Date(now.getTime() - 90 * dayMs)} and at <= ${now}`;
  if (!row) return [];
  const found = failingPayments(row, { failed: row.usualFailed, attempts: row.usualAttempts });
  if (!found) return [];
  const percent = (share: number) => `${Math.round(share * 100)}%`;
  const sentence = `${row.failed} of ${row.attempts} first payments failed in 7 days (${percent(found.rate)}); over 90 days ${percent(found.usualRate)} did. See the reasons of the banks.`;
  return [{ rule: "AL5", object: "", sentence, href: "/admin/revenue/recovery" }];
}

/** AL8: the last comparison of usage, log, ledger and invoice found a difference. */
export async function findGaps(sql: Sql): Promise<Evidence[]> {
  const [run] = await sql<{ differing: number; rows: number }[]>`
    select coalesce((counts ->> 'differing')::int, 0) as differing, coalesce((counts ->> 'rows')::int, 0) as rows
      from reconcile_run where kind = 'usage_check' and finished_at is not null order by started_at desc limit 1`;
  if (!run || run.differing === 0) return [];
  const sentence = `Usage, log, ledger and invoice differ in ${run.differing} of ${run.rows} tenants' meters. Nothing was corrected.`;
  return [{ rule: "AL8", object: "", sentence, href: "/admin/billing" }];
}

/** AL11: the payment provider's events wait unread, or none came for a day on which something was due. */
export async function findUnreadEvents(sql: Sql, now: Date): Promise<Evidence[]> {
  const [row] = await sql<{ oldest: Date | null; newest: Date | null; due: number; isLinked: boolean }[]>`
    select (select min(received_at) from stripe_event where status in ('new', 'claimed')) as oldest,
           (select max(received_at) from stripe_event) as newest,
           (select count(*) from billing_subscription b left join billing_account a on a.tenant_id = b.tenant_id
             where b.billed_by = 'stripe' and b.ended_at is null and a.test_clock_id is null
               and b.period_end between ${new Date(now.getTime() - dayMs)} and ${now})::int as due,
           exists (select 1 from stripe_link) as "isLinked"`;
  if (!row) return [];
  const waitsMs = row.oldest === null ? 0 : now.getTime() - row.oldest.getTime();
  const href = "/admin/billing";
  if (waitsMs > hourMs / 6) {
    const sentence = `An event of the payment provider has waited for ${Math.round(waitsMs / 60_000)} minutes. Payments may be confirmed late.`;
    return [{ rule: "AL11", object: "", sentence, href }];
  }
  const isSilent = row.newest === null || now.getTime() - row.newest.getTime() > dayMs;
  if (!row.isLinked || !isSilent || row.due === 0) return [];
  const sentence = `The payment provider told nothing for a day in which ${row.due} ${row.due === 1 ? "charge was" : "charges were"} due.`;
  return [{ rule: "AL11", object: "", sentence, href }];
}

const topTenants = 10;

/** AL12: one of the ten tenants with the most recurring revenue is silent, stuck at a wall, or near the end of its grace. */
export async function findTopTenants(sql: Sql): Promise<Evidence[]> {
  const rows = await sql<{ tenantId: string; name: string; mrrMinor: number; currency: string; sentences: string[] }[]>`
    with top as (
      select tenant_id, mrr_minor, currency from risk_day
       where day = (select max(day) from risk_day) and mrr_minor > 0 and currency is not null
       order by mrr_minor desc, tenant_id limit ${topTenants}
    )
    select t.id as "tenantId", t.name, top.mrr_minor as "mrrMinor", top.currency,
           array_agg(s.sentence order by s.signal) as sentences
      from top join tenant t on t.id = top.tenant_id
      join signal_firing s on s.tenant_id = t.id and s.closed_at is null and s.signal in ('S2', 'S6', 'S11')
     group by t.id, t.name, top.mrr_minor, top.currency order by top.mrr_minor desc`;
  return rows.map(({ tenantId, name, mrrMinor, currency, sentences }) => ({
    rule: "AL12",
    object: tenantId,
    sentence: `${name}, ${formatMoney({ amountMinor: mrrMinor, currency }, "en")} a month: ${sentences.join(" ")}`,
    href: `/admin/tenants/${tenantId}`,
  }));
}

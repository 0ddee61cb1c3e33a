import type { Sql } from "@/db/connect";
import { groupBy } from "@/lib/analytics/group-by";
import {
  type AccountHistory,
  type JudgedRefusal,
  judgeRefusal,
  type TenantHistory,
} from "@/lib/analytics/metrics/judge-refusal";
import { addDays, midnightOf } from "@/lib/analytics/report-days";
import { type KnownAccount, selectAccounts } from "@/lib/analytics/server/audit/select-accounts";
import { selectRefusals } from "@/lib/analytics/server/audit/select-refusals";
import { type StandingHistory, selectStandings } from "@/lib/analytics/server/audit/select-standings";

const keptFindings = 50;
const tenantsAtOnce = 100;

/** What the audit of one day found; counts are of calls, folded ones in full. */
export type DayAudit = { day: string; checked: number; wrongful: number; heldAway: number };

/**
 * Judges every refusal for money of one day of the report zone against the settled ledger (M20), and keeps the answer in
 * `refusal_audit`: a later run of the same day takes its place. Corrects nothing.
 */
export async function auditDay(
  sql: Sql,
  day: string,
  { zone, now, withinMs }: { zone: string; now: Date; withinMs?: number },
): Promise<DayAudit> {
  const window = { from: midnightOf(day, zone), to: midnightOf(addDays(day, 1), zone) };
  const refusals = await selectRefusals(sql, window.from, window.to);
  const tenantIds = [...new Set(refusals.map(({ tenantId }) => tenantId))];
  const audit = { day, checked: 0, wrongful: 0, heldAway: 0 };
  const findings: { requestId: string; tenantId: string; text: string }[] = [];
  for (let at = 0; at < tenantIds.length; at += tenantsAtOnce) {
    const some = tenantIds.slice(at, at + tenantsAtOnce);
    const [accounts, standings] = await Promise.all([selectAccounts(sql, some, window), selectStandings(sql, some)]);
    const histories = describeTenants(some, accounts, standings);
    for (const refusal of refusals) {
      const tenant = histories.get(refusal.tenantId);
      if (!tenant) continue;
      audit.checked += refusal.weight;
      const verdict = judgeRefusal(refusal, tenant, withinMs);
      if (verdict.kind === "rightful") continue;
      audit[verdict.kind] += refusal.weight;
      if (verdict.kind === "wrongful" && findings.length < keptFindings)
        findings.push(describeFinding(refusal, verdict.text));
    }
  }
  await sql`
    insert into refusal_audit (day, checked, wrongful, held_away, findings, ran_at)
    values (${day}, ${audit.checked}, ${audit.wrongful}, ${audit.heldAway}, ${sql.json(findings)}, ${now})
    on conflict (day) do update set checked = excluded.checked, wrongful = excluded.wrongful,
      held_away = excluded.held_away, findings = excluded.findings, ran_at = excluded.ran_at`;
  return audit;
}

const describeFinding = ({ requestId, tenantId, weight }: JudgedRefusal, text: string) => ({
  requestId,
  tenantId,
  text: weight === 1 ? text : `${text} It stands for ${weight} calls.`,
});

function describeTenants(
  tenantIds: readonly string[],
  accounts: readonly KnownAccount[],
  standings: ReadonlyMap<string, StandingHistory>,
): Map<string, TenantHistory> {
  const byTenant = groupBy(accounts, ({ tenantId }) => tenantId);
  return new Map(
    tenantIds.flatMap((tenantId): [string, TenantHistory][] => {
      const standing = standings.get(tenantId);
      if (!standing) return [];
      const own = byTenant.get(tenantId) ?? [];
      const quotas = own.filter(({ kind }) => kind === "quota").sort((a, b) => b.startMs - a.startMs);
      const quota = (atMs: number, featureId: string): AccountHistory | null =>
        quotas.find(
          (one) => one.featureId === featureId && one.startMs <= atMs && (one.endMs === null || one.endMs > atMs),
        ) ?? null;
      return [[tenantId, { ...standing, quota, credits: own.filter(({ kind }) => kind === "credit") }]];
    }),
  );
}

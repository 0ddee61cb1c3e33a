import type { Sql } from "@/db/connect";
import { groupBy } from "@/lib/analytics/group-by";
import type { FeatureTerms } from "@/lib/analytics/metrics/judge-refusal";

/** What a tenant held over time, as far as it is written down. */
export type StandingHistory = {
  isOpen: (atMs: number) => boolean;
  termsAt: (atMs: number, featureId: string) => FeatureTerms | null;
};

type Change = { tenantId: string; at: Date; toStatus: string; versionId: string | null };
type Exception = {
  tenantId: string;
  kind: "extra_units" | "feature_access" | "access_until";
  featureId: string | null;
  units: number | null;
  from: Date;
  until: Date;
};
/** What is held now: from when, until when, and what may have been changed in it since when. */
type Held = {
  tenantId: string;
  versionId: string;
  status: string;
  startedAt: Date;
  endsAt: Date | null;
  touchedAt: Date | null;
};

const openStates: ReadonlySet<string> = new Set(["trialing", "active", "grace"]);

/** Plans, states and exceptions of some tenants; plan versions never change, so their terms are those of then. */
export async function selectStandings(sql: Sql, tenantIds: readonly string[]): Promise<Map<string, StandingHistory>> {
  const among = [...tenantIds];
  const [held, changes, exceptions] = await Promise.all([
    sql<Held[]>`
      select s.tenant_id as "tenantId", s.plan_version_id as "versionId", s.status,
             s.started_at - make_interval(secs => s.clock_offset_seconds) as "startedAt",
             s.ends_at - make_interval(secs => s.clock_offset_seconds) as "endsAt",
             (select max(c.at) from control_change c where c.tenant_id = s.tenant_id and c.subject = 'tenant') as "touchedAt"
        from subscription s where s.tenant_id = any(${among}) and s.replaced_at is null`,
    sql<Change[]>`
      select tenant_id as "tenantId", at, to_status as "toStatus", to_plan_version_id as "versionId"
        from subscription_change where tenant_id = any(${among}) order by at`,
    sql<Exception[]>`
      select tenant_id as "tenantId", kind, feature_id as "featureId", units::float8 as units,
             greatest(starts_at, created_at) as from, least(ends_at, withdrawn_at) as until
        from exception where tenant_id = any(${among})`,
  ]);
  const versions = [...new Set([...held, ...changes].flatMap(({ versionId }) => versionId ?? []))];
  const terms = await sql<(FeatureTerms & { versionId: string; featureId: string })[]>`
    select plan_version_id as "versionId", feature_id as "featureId", limit_units is null as "isUnlimited",
           credit_micro_per_unit as "creditMicroPerUnit", overage = 'postpaid' as "isPostpaid"
      from plan_feature where plan_version_id = any(${versions})`;
  const termsOf = new Map(terms.map(({ versionId, featureId, ...own }) => [`${versionId} ${featureId}`, own]));
  const changesOf = groupBy(changes, ({ tenantId }) => tenantId);
  const exceptionsOf = groupBy(exceptions, ({ tenantId }) => tenantId);
  return new Map(
    among.map((tenantId) => [
      tenantId,
      describeHistory(
        held.find((one) => one.tenantId === tenantId) ?? null,
        changesOf.get(tenantId) ?? [],
        exceptionsOf.get(tenantId) ?? [],
        termsOf,
      ),
    ]),
  );
}

function describeHistory(
  held: Held | null,
  changes: readonly Change[],
  exceptions: readonly Exception[],
  termsOf: ReadonlyMap<string, FeatureTerms>,
): StandingHistory {
  const inForce = (atMs: number, kind: Exception["kind"]) =>
    exceptions.filter((one) => one.kind === kind && one.from.getTime() <= atMs && one.until.getTime() > atMs);
  const changeAt = (atMs: number) => changes.findLast(({ at }) => at.getTime() <= atMs) ?? null;
  const lastAt = changes.at(-1)?.at.getTime() ?? 0;
  return {
    isOpen: (atMs) => {
      if (inForce(atMs, "access_until").length > 0) return true;
      // A grant is written over where its plan stays: what it said before the last change is not known any more.
      if (!held || lastAt > atMs || (held.touchedAt?.getTime() ?? 0) > atMs) return false;
      const isRunning = held.startedAt.getTime() <= atMs && (held.endsAt === null || held.endsAt.getTime() > atMs);
      return isRunning && openStates.has(held.status);
    },
    termsAt: (atMs, featureId) => {
      const access = inForce(atMs, "feature_access").filter((one) => one.featureId === featureId);
      const change = changeAt(atMs);
      const version = change ? change.versionId : changes.length === 0 ? (held?.versionId ?? null) : null;
      const plan = version === null ? null : (termsOf.get(`${version} ${featureId}`) ?? null);
      if (!plan && access.length === 0) return null;
      const isUnlimited = (plan?.isUnlimited ?? false) || access.some(({ units }) => units === null);
      return {
        isUnlimited,
        creditMicroPerUnit: plan?.creditMicroPerUnit ?? null,
        isPostpaid: plan?.isPostpaid ?? false,
      };
    },
  };
}

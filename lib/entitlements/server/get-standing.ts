import { rawSql } from "@/db/client";
import { type CatalogIndex, indexCatalog } from "@/lib/catalog/index-catalog";
import { loadOffers } from "@/lib/catalog/server/load-offers";
import { type Decision, decide, periodOf } from "@/lib/entitlements/decide";
import { loadStanding } from "@/lib/entitlements/server/load-standing";
import { selectEntitlements } from "@/lib/entitlements/server/select-entitlements";
import type { Standing } from "@/lib/entitlements/types";
import type { EntitlementRow, FeatureStanding, StandingView } from "@/lib/entitlements/views";
import { AppError, codes } from "@/lib/errors";
import { authorizeMember } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";

/** A good key that may do everything: what is asked here is the tenant's standing, not a key's rights. */
const anyKey = { paused: false, scopes: [], addressAllowed: true };

/**
 * "Can I call right now?": for every feature that routes ask for, the cheapest such call put to the gateway's own
 * judge with the store's units. The rate of this minute is the gateway's to know and is not judged.
 */
export async function getStanding(ctx: Ctx): Promise<StandingView> {
  const tenantId = authorizeMember(ctx, "usage:read");
  const standing = await loadStanding(rawSql(), tenantId);
  if (!standing) throw new AppError("not_found");
  const period = periodOf(standing, ctx.now);
  const [offers, rows, costs] = await Promise.all([
    loadOffers(rawSql()),
    selectEntitlements(tenantId, period?.start ?? null, ctx.now),
    cheapestCosts(),
  ]);
  const catalog = indexCatalog({ apis: [], routes: [], ...offers });
  const version = catalog.planVersions.get(standing.subscription?.planVersionId ?? "");
  return {
    asOf: ctx.now.toISOString(),
    tenantName: standing.tenant.name,
    planName: version?.planName ?? null,
    ratePerMinute: version?.ratePerMinute ?? null,
    resetsAt: period?.end.toISOString() ?? null,
    features: rows.flatMap((row) => {
      const costUnits = costs.get(row.featureId);
      return costUnits === undefined ? [] : judge(standing, catalog, row, costUnits, ctx.now);
    }),
  };
}

/** What the cheapest route of each feature costs; a feature that no route asks for is missing. */
async function cheapestCosts(): Promise<Map<string, number>> {
  const rows = await rawSql()<{ featureId: string; costUnits: number }[]>`
    select r.feature_id as "featureId", min(r.cost_units)::float8 as "costUnits"
      from route r join api a on a.id = r.api_id
     where r.feature_id is not null and r.archived_at is null and a.archived_at is null
     group by 1`;
  return new Map(rows.map((row) => [row.featureId, row.costUnits]));
}

function judge(
  standing: Standing,
  catalog: CatalogIndex,
  row: EntitlementRow,
  costUnits: number,
  now: Date,
): FeatureStanding {
  const counted = row.kind === "meter" && row.included;
  const decision: Decision = decide(
    standing,
    {
      key: anyKey,
      route: { featureId: row.featureId, costUnits, scope: null },
      rate: null,
      quota: counted ? { limit: row.units, used: row.usedUnits } : null,
    },
    catalog,
    now,
  );
  return {
    featureId: row.featureId,
    name: row.name,
    kind: row.kind,
    unitPlural: row.unitPlural,
    code: decision.allowed ? null : decision.code,
    status: decision.allowed ? null : codes[decision.code].status,
    limitUnits: counted ? row.units : null,
    usedUnits: counted ? row.usedUnits : null,
    costUnits,
    wayOut: decision.allowed ? [] : decision.waysOut.map((version) => version.planName),
  };
}

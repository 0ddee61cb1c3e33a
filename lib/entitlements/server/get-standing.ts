import { rawSql } from "@/db/client";
import { type CatalogIndex, indexCatalog } from "@/lib/catalog/index-catalog";
import { loadOffers } from "@/lib/catalog/server/load-offers";
import { creditDecimal } from "@/lib/credits";
import { decide } from "@/lib/entitlements/decide";
import { foreseeLedger } from "@/lib/entitlements/foresee-ledger";
import { heldAt } from "@/lib/entitlements/held-at";
import type { Decision, JudgedCall } from "@/lib/entitlements/judged";
import { periodOf } from "@/lib/entitlements/period-of";
import { loadStanding } from "@/lib/entitlements/server/load-standing";
import { selectEntitlements } from "@/lib/entitlements/server/select-entitlements";
import { sumCredits } from "@/lib/entitlements/server/sum-credits";
import type { Standing } from "@/lib/entitlements/types";
import type { EntitlementRow, FeatureStanding, StandingView } from "@/lib/entitlements/views";
import { AppError, codes } from "@/lib/errors";
import { authorizeMember } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";

/** A good key that may do everything: what is asked here is the tenant's standing, not a key's rights. */
const anyKey: JudgedCall["key"] = { mode: "live", paused: false, scopes: [], addressAllowed: true, budgets: [] };

/**
 * "Can I call right now?": for every feature that routes ask for, the cheapest such call put to the gateway's own
 * judge with the store's units. The rate of this minute is the gateway's to know and is not judged.
 */
export async function getStanding(ctx: Ctx): Promise<StandingView> {
  const tenantId = authorizeMember(ctx, "usage:read");
  const standing = await loadStanding(rawSql(), tenantId);
  if (!standing) throw new AppError("not_found");
  const period = periodOf(standing, "anniversary", ctx.now);
  const [offers, rows, costs, creditMicro] = await Promise.all([
    loadOffers(rawSql()),
    selectEntitlements(standing, ctx.now),
    cheapestCosts(),
    sumCredits(rawSql(), tenantId, ctx.now),
  ]);
  const catalog = indexCatalog({ apis: [], routes: [], ...offers });
  const held = standing.subscription && heldAt(standing.subscription, ctx.now);
  const version = held && catalog.planVersions.get(held.planVersionId);
  return {
    asOf: ctx.now.toISOString(),
    tenantName: standing.tenant.name,
    timeZone: standing.tenant.timeZone,
    planName: version?.planName ?? null,
    ratePerMinute: version?.ratePerMinute ?? null,
    resetsAt: period?.end.toISOString() ?? null,
    creditsLeft:
      creditMicro > 0 || rows.some((row) => row.creditMicroPerUnit !== null) ? creditDecimal(creditMicro) : null,
    features: rows.flatMap((row) => {
      const costUnits = costs.get(row.featureId);
      return costUnits === undefined ? [] : judge({ standing, catalog, row, costUnits, creditMicro, now: ctx.now });
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

function judge(asked: {
  standing: Standing;
  catalog: CatalogIndex;
  row: EntitlementRow;
  costUnits: number;
  creditMicro: number;
  now: Date;
}): FeatureStanding {
  const { standing, catalog, row, costUnits, creditMicro, now } = asked;
  const counted = row.kind === "meter" && row.included;
  const route = { featureId: row.featureId, costUnits, costHeader: null, minCostUnits: 0, scope: null };
  const call: JudgedCall = { key: anyKey, route, rate: null, ledger: null };
  const first = decide(standing, call, catalog, now);
  const balances = { quota: { limit: row.units, used: row.usedUnits }, creditMicro };
  const ledger = first.allowed && first.spend ? foreseeLedger(first.spend, balances) : null;
  const decision: Decision = ledger ? decide(standing, { ...call, ledger }, catalog, now) : first;
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
    creditMicroPerUnit: row.creditMicroPerUnit,
    overage: row.overage,
    resetsAt: row.resetsAt,
    wayOut: decision.allowed ? [] : decision.waysOut.map((version) => version.planName),
  };
}

import type { Sql } from "@/db/connect";
import type { Catalog, Feature, PlanVersion } from "@/lib/catalog/types";

/** A database or a transaction of it, to ask with. */
type Asks = Parameters<Parameters<Sql["begin"]>[1]>[0] | Sql;

/** What is sold: features and every published plan version (people may still hold old ones). */
export async function loadOffers(tx: Asks): Promise<Pick<Catalog, "features" | "planVersions">> {
  // An archived feature may still be what a route asks for.
  const features = await tx<Feature[]>`
    select id, slug, name, name_de as "nameDe", kind, unit, unit_plural as "unitPlural",
           contact_sales as "contactSales"
      from feature`;
  const versions = await tx<(Omit<PlanVersion, "limits" | "price"> & { priceMinor: number; currency: string })[]>`
    select v.id, v.plan_id as "planId", p.name as "planName", p.slug as "planSlug", v.number, p.hidden,
           v.price_minor as "priceMinor", v.currency, v.rate_per_minute as "ratePerMinute",
           not p.hidden and p.archived_at is null
             and v.number = max(v.number) over (partition by v.plan_id) as "onSale"
      from plan_version v join plan p on p.id = v.plan_id where v.status = 'published'`;
  const included = await tx<{ planVersionId: string; featureId: string; limitUnits: number | null }[]>`
    select plan_version_id as "planVersionId", feature_id as "featureId", limit_units as "limitUnits"
      from plan_feature`;
  const limits = new Map<string, Record<string, number | null>>();
  for (const row of included) {
    const held = limits.get(row.planVersionId);
    if (held) held[row.featureId] = row.limitUnits;
    else limits.set(row.planVersionId, { [row.featureId]: row.limitUnits });
  }
  return {
    features: [...features],
    planVersions: versions.map(({ priceMinor, currency, ...version }) => ({
      ...version,
      price: { amountMinor: priceMinor, currency },
      limits: limits.get(version.id) ?? {},
    })),
  };
}

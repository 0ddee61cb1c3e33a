import type { Sql } from "@/db/connect";
import type { Catalog, Feature, MeterTerms, PlanVersion } from "@/lib/catalog/types";

/** A database or a transaction of it, to ask with. */
type Asks = Parameters<Parameters<Sql["begin"]>[1]>[0] | Sql;

type Included = { planVersionId: string; featureId: string; limitUnits: number | null; isMeter: boolean };

/** What is sold: features and every published plan version (people may still hold old ones). */
export async function loadOffers(tx: Asks): Promise<Pick<Catalog, "features" | "planVersions">> {
  // An archived feature may still be what a route asks for.
  const features = await tx<Feature[]>`
    select id, slug, name, name_de as "nameDe", kind, unit, unit_plural as "unitPlural",
           contact_sales as "contactSales"
      from feature`;
  const versions = await tx<
    (Omit<PlanVersion, "limits" | "meters" | "price"> & { priceMinor: number; currency: string })[]
  >`
    select v.id, v.plan_id as "planId", p.name as "planName", p.slug as "planSlug", v.number, p.hidden,
           v.price_minor as "priceMinor", v.currency, v.interval, v.rate_per_minute as "ratePerMinute",
           not p.hidden and p.archived_at is null
             and v.number = max(v.number) over (partition by v.plan_id) as "onSale"
      from plan_version v join plan p on p.id = v.plan_id where v.status = 'published'`;
  const included = await tx<(MeterTerms & Included)[]>`
    select pf.plan_version_id as "planVersionId", pf.feature_id as "featureId", pf.limit_units as "limitUnits",
           f.kind not in ('switch', 'limit') as "isMeter", pf.period,
           pf.credit_micro_per_unit as "creditMicroPerUnit", pf.overage, pf.overage_rate_e_12 as "overageRateE12"
      from plan_feature pf join feature f on f.id = pf.feature_id`;
  const contents = new Map<string, { limits: Record<string, number | null>; meters: Record<string, MeterTerms> }>();
  for (const { planVersionId, featureId, limitUnits, isMeter, ...terms } of included) {
    const content = contents.get(planVersionId) ?? { limits: {}, meters: {} };
    contents.set(planVersionId, content);
    content.limits[featureId] = limitUnits;
    if (isMeter) content.meters[featureId] = terms;
  }
  return {
    features: [...features],
    planVersions: versions.map(({ priceMinor, currency, ...version }) => ({
      ...version,
      price: { amountMinor: priceMinor, currency },
      limits: contents.get(version.id)?.limits ?? {},
      meters: contents.get(version.id)?.meters ?? {},
    })),
  };
}

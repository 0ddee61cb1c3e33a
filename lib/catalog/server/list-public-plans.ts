import { rawSql } from "@/db/client";
import type { PublicPlan, PublicPlanFeature } from "@/lib/catalog/public-plan";

type Row = Omit<PublicPlan, "price" | "features"> & {
  priceMinor: number;
  currency: string;
  features: PublicPlanFeature[];
};

/** Plans on sale, in the operator's order, with what their newest published version includes. Public: asks for nothing. */
export async function listPublicPlans(): Promise<PublicPlan[]> {
  const rows = await rawSql()<Row[]>`
    select p.id, p.slug, p.name, p.description, v.id as "planVersionId", v.number as "versionNumber", v.price_minor as "priceMinor", v.currency,
           v.rate_per_minute as "ratePerMinute", v.interval, v.trial_days as "trialDays",
           v.trial_needs_card as "trialNeedsCard",
           coalesce((select jsonb_agg(jsonb_build_object('id', f.id, 'slug', f.slug, 'name', f.name,
                       'nameDe', f.name_de, 'kind', f.kind, 'unit', f.unit, 'unitPlural', f.unit_plural,
                       'units', pf.limit_units,
                       'period', pf.period, 'creditMicroPerUnit', pf.credit_micro_per_unit, 'overage', pf.overage,
                       'overageRateE12', pf.overage_rate_e_12) order by f.kind = 'switch', f.name)
                       from plan_feature pf join feature f on f.id = pf.feature_id
                      where pf.plan_version_id = v.id and f.archived_at is null), '[]') as features
      from plan p
      join lateral (select * from plan_version v where v.plan_id = p.id and v.status = 'published'
                     order by v.number desc limit 1) v on true
     where not p.hidden and p.archived_at is null
     order by p.position, v.price_minor, p.name`;
  return rows.map(({ priceMinor, currency, ...plan }) => ({ ...plan, price: { amountMinor: priceMinor, currency } }));
}

import { SimpleGrid } from "@mantine/core";
import {
  describeChange,
  describeCount,
  describeMoney,
  describePart,
  describeShort,
} from "@/components/revenue/describe-revenue";
import { describeMissing } from "@/components/revenue/retention-table";
import { Whole } from "@/components/revenue/whole";
import { describeShare } from "@/components/ui/describe-share";
import { StatTile } from "@/components/ui/stat-tile";
import type { MovementView, RetentionRow } from "@/lib/analytics/revenue-views";

type Props = {
  view: MovementView;
  currency: string;
  payersHref: string;
  usageHref: string;
  changesHref: (row: RetentionRow, kind?: "churn") => string;
};

/** The four numbers of the page: what comes each month, what stays, who left, and what came beside it. */
export function MovementTiles({ view, currency, payersHref, usageHref, changesHref }: Props) {
  const { now, retention, usage } = view;
  // The longest that can be told.
  const kept = retention.findLast(({ net }) => net !== null);
  const [month] = retention;
  return (
    <SimpleGrid cols={{ base: 2, lg: 4 }} spacing="md">
      <StatTile
        label="MRR now"
        value={describeMoney(now.mrrMinor, currency)}
        href={payersHref}
        formula="What the plans held now bring a month: price of each plan version that is active or in grace and billed, by card or by hand. A yearly price counts 30 of its 365 days. Without tax, trials, suspended or paused tenants, overage and credits. A snapshot."
        note={
          <>
            {describeCount(now.payers, "tenant")}
            {now.arpaMinor === null ? "" : `, ${describeMoney(now.arpaMinor, currency)} on average`}.{" "}
            <Whole>{describeChange(now.monthChangeMinor, currency)}</Whole> this month
            {now.lastMonthChangeMinor === null
              ? "."
              : [
                  "; the same part of last month ",
                  <Whole key="before">{describeChange(now.lastMonthChangeMinor, currency)}.</Whole>,
                ]}
          </>
        }
      />
      <StatTile
        label={kept ? `Net retention, ${describeCount(kept.months, "month")}` : "Net retention"}
        value={kept?.net == null ? "–" : describeShare(kept.net)}
        {...(kept && { href: changesHref(kept) })}
        formula="MRR at the end of those who paid at the start ÷ their MRR at the start, over whole closed months. The interval draws tenants with replacement, a thousand times; with fewer than five it is left out."
        note={
          kept
            ? `${kept.netLow === null || kept.netHigh === null ? "Few tenants" : `${describeShare(kept.netLow)}–${describeShare(kept.netHigh)}`}; ${describeCount(kept.payers, "tenant")} at its start, gross ${describeShare(kept.gross ?? 0)}.`
            : month && describeMissing(month, view.zone)
        }
      />
      <StatTile
        label="Left last month"
        value={month && month.payers > 0 ? describeShort(month.churnedTenants, month.payers) : "–"}
        {...(month && month.churnedTenants > 0 && { href: changesHref(month, "churn") })}
        formula="Tenants with MRR at the start of the last closed month and none at its end, of those with MRR at its start. Below 30 tenants no percentage is said."
        note={
          month && month.payers > 0
            ? `${describePart(month.churnedTenants, month.payers)} tenants. Gross MRR churn ${describeShare(month.grossMrrChurn ?? 0)}, net ${describeShare(month.netMrrChurn ?? 0)}.`
            : month && describeMissing(month, view.zone)
        }
      />
      <StatTile
        label="Usage revenue"
        value={describeMoney(usage.overageMinor + usage.creditsMinor, currency)}
        href={usageHref}
        formula="Invoiced in this window beside the plans: overage of invoices and statements by the end of their period, and credits that were paid, less what was given back. Without tax. Never in MRR."
        note={`${describeMoney(usage.overageMinor, currency)} overage, ${describeMoney(usage.creditsMinor, currency)} credits; about ${describeMoney(usage.meteredMinor, currency)} metered, not invoiced.`}
      />
    </SimpleGrid>
  );
}

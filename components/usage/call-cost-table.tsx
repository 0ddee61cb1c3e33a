import type { ReactNode } from "react";
import { DataTable } from "@/components/ui/data-table";
import { describeCredits } from "@/components/ui/describe-credits";
import { describeNumber } from "@/components/ui/describe-units";
import { TextLink } from "@/components/ui/text-link";
import type { CallCost } from "@/lib/analytics/usage-views";
import { formatOverageRate } from "@/lib/catalog/overage-rate";
import { creditDecimal } from "@/lib/credits";

const fine = new Intl.NumberFormat("en", { maximumFractionDigits: 2 });

/** What a further unit costs, in credits or money: none where calls beyond the included ones are refused. */
function unitPrice({ creditMicroPerUnit: micro, overageRateE12: rate, currency }: CallCost): string {
  const prices = [
    ...(micro === null ? [] : [`${describeCredits(creditDecimal(micro))} credits each`]),
    ...(rate === null || currency === null ? [] : [formatOverageRate(rate, currency, "en")]),
  ];
  return prices.length > 0 ? prices.join(", then ") : "refused";
}

type Props = { costs: readonly CallCost[]; callsHref: (cost: CallCost) => string; empty: ReactNode };

/** What calls of each route took, on average of those let through, and what a unit beyond the included ones costs. */
export function CallCostTable({ costs, callsHref, empty }: Props) {
  return (
    <DataTable
      label="What a call cost"
      rows={costs}
      rowKey={(cost) => `${cost.routeId} ${cost.feature.id}`}
      columns={[
        { key: "route", header: "Route", render: (cost) => cost.label },
        { key: "feature", header: "Feature", render: (cost) => cost.feature.name },
        {
          key: "calls",
          header: "Calls let through",
          numeric: true,
          render: (cost) => <TextLink href={callsHref(cost)}>{describeNumber(cost.calls)}</TextLink>,
        },
        {
          key: "units",
          header: "Units",
          numeric: true,
          render: (cost) => describeNumber(cost.units),
        },
        {
          key: "each",
          header: "Units a call",
          numeric: true,
          render: (cost) => (cost.calls === 0 ? "–" : fine.format(cost.units / cost.calls)),
        },
        { key: "price", header: "Beyond the included", render: unitPrice },
      ]}
      empty={empty}
    />
  );
}

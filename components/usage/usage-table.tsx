import type { ReactNode } from "react";
import { DataTable } from "@/components/ui/data-table";
import { describeNumber } from "@/components/ui/describe-units";
import { TextLink } from "@/components/ui/text-link";
import type { UsageBy, UsageOverTime, UsagePart } from "@/lib/analytics/views";

const heads: Record<UsageBy, string> = { key: "Key", feature: "Feature", route: "Route", status: "Status" };
const percent = new Intl.NumberFormat("en", { style: "percent", maximumFractionDigits: 1 });

type Props = {
  usage: UsageOverTime;
  /** The rows that make a part's number; null where the log has no filter for it. */
  partHref: (part: UsagePart) => string | null;
  empty: ReactNode;
};

/** The sums of a window, part by part, each leading to its calls. */
export function UsageTable({ usage, partHref, empty }: Props) {
  return (
    <DataTable
      label={`Usage by ${usage.by}`}
      rows={usage.parts}
      rowKey={(part) => part.name}
      columns={[
        {
          key: "name",
          header: heads[usage.by],
          render: (part) => {
            const href = partHref(part);
            return href === null ? part.label : <TextLink href={href}>{part.label}</TextLink>;
          },
        },
        { key: "calls", header: "Calls", numeric: true, render: (part) => describeNumber(part.calls) },
        {
          key: "share",
          header: "Share",
          numeric: true,
          render: (part) => (usage.calls === 0 ? "–" : percent.format(part.calls / usage.calls)),
        },
        { key: "units", header: "Units", numeric: true, render: (part) => describeNumber(part.units) },
        { key: "refused", header: "402s", numeric: true, render: (part) => describeNumber(part.refused) },
      ]}
      empty={empty}
    />
  );
}

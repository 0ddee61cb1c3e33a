import type { ReactNode } from "react";
import { type Column, DataTable } from "@/components/ui/data-table";
import { describeShare } from "@/components/ui/describe-share";
import { describeNumber } from "@/components/ui/describe-units";
import { TextLink } from "@/components/ui/text-link";
import type { UsageBy, UsageOverTime, UsagePart } from "@/lib/analytics/usage-views";

const heads: Record<UsageBy, string> = { key: "Key", feature: "Feature", route: "Route", status: "Status" };

type Props = {
  usage: UsageOverTime;
  /** The rows that make a part's number, and those of them that were refused; null where the log has no filter for it. */
  partHref: (part: UsagePart, refused?: "refused") => string | null;
  empty: ReactNode;
};

/** The sums of a window, part by part, each leading to its calls. */
export function UsageTable({ usage, partHref, empty }: Props) {
  const linked = (count: number, href: string | null) =>
    href === null || count === 0 ? describeNumber(count) : <TextLink href={href}>{describeNumber(count)}</TextLink>;
  const columns: Column<UsagePart>[] = [
    { key: "name", header: heads[usage.by], render: (part) => part.label },
    { key: "calls", header: "Calls", numeric: true, render: (part) => linked(part.calls, partHref(part)) },
    {
      key: "share",
      header: "Share",
      numeric: true,
      wideOnly: true,
      render: (part) => (usage.calls === 0 ? "–" : describeShare(part.calls / usage.calls)),
    },
    ...(usage.before === null
      ? []
      : [
          {
            key: "before",
            header: "Calls before",
            numeric: true,
            render: (part: UsagePart) => describeNumber(part.before?.calls ?? 0),
          },
        ]),
    { key: "units", header: "Units", numeric: true, render: (part) => describeNumber(part.units) },
    {
      key: "refused",
      header: "402s",
      numeric: true,
      render: (part) => linked(part.refused, partHref(part, "refused")),
    },
    {
      key: "refusedUnits",
      header: "Units refused",
      numeric: true,
      wideOnly: true,
      render: (part) => describeNumber(part.refusedUnits),
    },
  ];
  return (
    <DataTable
      label={`Usage by ${usage.by}`}
      rows={usage.parts}
      rowKey={(part) => part.name}
      columns={columns}
      empty={empty}
    />
  );
}

import { describeCountedDays } from "@/components/settings/describe-zone-change";
import { DataTable } from "@/components/ui/data-table";
import { EmptyState } from "@/components/ui/empty-state";
import { RoleBadge } from "@/components/ui/role-badge";
import { Time } from "@/components/ui/time";
import type { ReportZoneChangeView } from "@/lib/analytics/report-zone-views";

/** Every change of the report zone, and which days it reached. */
export function ZoneChangeTable({ rows }: { rows: readonly ReportZoneChangeView[] }) {
  return (
    <DataTable<ReportZoneChangeView>
      label="Changes of the report zone"
      rows={rows}
      rowKey={({ changedAt }) => changedAt}
      columns={[
        { key: "at", header: "Changed", render: ({ changedAt }) => <Time at={changedAt} form="moment" /> },
        { key: "from", header: "From", render: ({ zoneBefore }) => zoneBefore },
        { key: "to", header: "To", render: ({ zone }) => zone },
        { key: "days", header: "Days counted anew", render: describeCountedDays },
        {
          key: "state",
          header: "State",
          render: ({ doneAt }) =>
            doneAt === null ? <RoleBadge role="warn">counting</RoleBadge> : <RoleBadge role="ok">done</RoleBadge>,
        },
      ]}
      empty={
        <EmptyState kind="nothing-yet" title="Never changed">
          Every day that was ever counted is one of the report zone.
        </EmptyState>
      }
    />
  );
}

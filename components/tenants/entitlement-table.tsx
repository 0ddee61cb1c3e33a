import { Text } from "@mantine/core";
import { DataTable } from "@/components/ui/data-table";
import { describeNumber } from "@/components/ui/describe-units";
import { EmptyState } from "@/components/ui/empty-state";
import { RoleBadge } from "@/components/ui/role-badge";
import { UnitMeter } from "@/components/ui/unit-meter";
import type { EntitlementRow } from "@/lib/entitlements/views";

function sourceText(row: EntitlementRow, source: EntitlementRow["sources"][number]): string {
  if (row.kind === "switch") return source.kind === "plan" ? source.label : `exception: ${source.label}`;
  const units = source.units === null ? "no limit" : describeNumber(source.units);
  if (source.kind === "plan") return `${source.label}: ${units}`;
  return `exception: ${source.kind === "extra_units" ? `+${units}` : units} (${source.label})`;
}

/** What a tenant may use now, feature by feature: the effective value, its sources, and what is used of it. */
export function EntitlementTable({ rows }: { rows: readonly EntitlementRow[] }) {
  return (
    <DataTable
      label="Entitlements"
      rows={rows}
      rowKey={(row) => row.featureId}
      columns={[
        { key: "name", header: "Feature", render: (row) => row.name },
        {
          key: "value",
          header: "May use",
          render: (row) => {
            if (!row.included) return <RoleBadge role="calm">not included</RoleBadge>;
            if (row.kind === "switch") return <RoleBadge role="ok">on</RoleBadge>;
            return row.units === null
              ? "no limit"
              : `${describeNumber(row.units)}${row.kind === "meter" ? ` ${row.unitPlural}` : ""}`;
          },
        },
        {
          key: "used",
          header: "Used this period",
          width: 220,
          render: (row) =>
            row.included && row.kind === "meter" ? (
              <UnitMeter label={row.name} used={row.usedUnits} limit={row.units} unit={row.unitPlural} compact />
            ) : (
              "–"
            ),
        },
        {
          key: "source",
          header: "Source",
          render: (row) =>
            row.sources.length === 0
              ? "–"
              : row.sources.map((source) => (
                  <Text size="sm" key={`${source.kind} ${source.label}`}>
                    {sourceText(row, source)}
                  </Text>
                )),
        },
      ]}
      empty={
        <EmptyState kind="nothing-yet" title="No features yet">
          Create features first; plans then say how much of them is included.
        </EmptyState>
      }
    />
  );
}

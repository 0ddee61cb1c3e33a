import { Text } from "@mantine/core";
import { periodLengths } from "@/components/plans/describe-included";
import { DataTable } from "@/components/ui/data-table";
import { describeNumber } from "@/components/ui/describe-units";
import { EmptyState } from "@/components/ui/empty-state";
import { RoleBadge } from "@/components/ui/role-badge";
import { Time } from "@/components/ui/time";
import { UnitMeter } from "@/components/ui/unit-meter";
import { creditDecimal } from "@/lib/credits";
import type { EntitlementRow } from "@/lib/entitlements/views";

function sourceText(row: EntitlementRow, source: EntitlementRow["sources"][number]): string {
  if (row.kind === "switch") return source.kind === "plan" ? source.label : `exception: ${source.label}`;
  const units = source.units === null ? "no limit" : describeNumber(source.units);
  if (source.kind === "plan") return `${source.label}: ${units}`;
  return `exception: ${source.kind === "extra_units" ? `+${units}` : units} (${source.label})`;
}

/** Who pays for units beyond the included ones; nothing where they are refused. */
function Further({ row: { units, creditMicroPerUnit: micro, overage } }: { row: EntitlementRow }) {
  const ways = [
    ...(micro === null ? [] : [`${creditDecimal(micro)} credits each`]),
    ...(overage === "none" ? [] : ["billed later"]),
  ];
  if (units === null || ways.length === 0) return null;
  return (
    <Text size="xs" c="dimmed">
      further ones {ways.join(", then ")}
    </Text>
  );
}

/** What a tenant may use now, feature by feature: the effective value, its sources, and what is used of it. */
export function EntitlementTable({ rows, timeZone }: { rows: readonly EntitlementRow[]; timeZone: string }) {
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
            if (row.kind === "limit") return row.units === null ? "no limit" : describeNumber(row.units);
            return (
              <>
                {row.units === null
                  ? "no limit"
                  : `${describeNumber(row.units)} ${row.unitPlural} ${periodLengths[row.period]}`}
                <Further row={row} />
              </>
            );
          },
        },
        {
          key: "used",
          header: "Used of it",
          width: 240,
          render: (row) =>
            row.included && row.kind === "meter" ? (
              <UnitMeter
                label={row.name}
                used={row.usedUnits}
                limit={row.units}
                unit={row.unitPlural}
                note={
                  row.resetsAt && (
                    <>
                      Starts again <Time at={row.resetsAt} form="moment" timeZone={timeZone} />
                    </>
                  )
                }
                compact
              />
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

import { SimpleGrid, Stack } from "@mantine/core";
import { BandChart } from "@/components/charts/band-chart";
import { DataTable } from "@/components/ui/data-table";
import { describeMoment } from "@/components/ui/describe-time";
import { describeNumber } from "@/components/ui/describe-units";
import { EmptyState } from "@/components/ui/empty-state";
import { StatusBadge } from "@/components/ui/status-badge";
import { TextLink } from "@/components/ui/text-link";
import type { KeyUse } from "@/lib/analytics/usage-views";

type Props = { use: KeyUse; codeHref: (code: string) => string };

/** How a key's budgets go, and what its calls were refused for. */
export function KeyUseFigures({ use: { budgets, refusals, zone }, codeHref }: Props) {
  return (
    <Stack gap="md">
      {budgets.length > 0 && (
        <SimpleGrid cols={{ base: 1, lg: budgets.length > 1 ? 2 : 1 }} spacing="md">
          {budgets.map(({ featureId, name, unitPlural, limitUnits, resetsAt, points }) => {
            const used = points.at(-1)?.actual ?? 0;
            return (
              <BandChart
                key={featureId}
                title={`Budget of ${name}`}
                sentence={`${describeNumber(used)} of ${describeNumber(limitUnits)} ${unitPlural} used; starts again ${describeMoment(new Date(resetsAt), zone)}.`}
                zone={zone}
                unit={unitPlural}
                points={points}
                limit={limitUnits}
                height={200}
              />
            );
          })}
        </SimpleGrid>
      )}
      <DataTable
        label="Refusals of this key by reason"
        rows={refusals}
        rowKey={({ code }) => code}
        columns={[
          {
            key: "code",
            header: "Refused by",
            render: ({ status, code }) => <StatusBadge status={status} code={code} />,
          },
          {
            key: "calls",
            header: "Calls",
            numeric: true,
            render: ({ code, calls }) => <TextLink href={codeHref(code)}>{describeNumber(calls)}</TextLink>,
          },
          {
            key: "units",
            header: "Units asked",
            numeric: true,
            render: ({ askedUnits }) => describeNumber(askedUnits),
          },
        ]}
        empty={
          <EmptyState kind="filtered" title="No refusals of this key">
            Every call of this time that reached a gate was let through.
          </EmptyState>
        }
      />
    </Stack>
  );
}

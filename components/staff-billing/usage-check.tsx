"use client";

import { Button, Group, Stack, Text, Title } from "@mantine/core";
import { useDeed } from "@/components/deeds/use-deed";
import { type Column, DataTable } from "@/components/ui/data-table";
import { describeNumber } from "@/components/ui/describe-units";
import { EmptyState } from "@/components/ui/empty-state";
import { ProblemAlert } from "@/components/ui/problem-alert";
import { RoleBadge } from "@/components/ui/role-badge";
import { TextLink } from "@/components/ui/text-link";
import { Time } from "@/components/ui/time";
import type { UsageCheckView } from "@/lib/billing/staff-views";

type Row = UsageCheckView["rows"][number];
const units = (value: number | null) => (value === null ? "–" : describeNumber(value));

const atProvider: Column<Row>[] = [
  { key: "sent", header: "Sent", numeric: true, render: (row) => units(row.sentUnits) },
  { key: "summed", header: "At Stripe", numeric: true, render: (row) => units(row.summarizedUnits) },
  { key: "invoiced", header: "Invoiced", numeric: true, render: (row) => units(row.invoicedUnits) },
];

/** Usage = log = ledger = rows sent = provider's sums = invoice lines, to the unit, by tenant, feature and period. */
export function UsageCheck({ check, byCard, mayRun }: { check: UsageCheckView; byCard: boolean; mayRun: boolean }) {
  const { act, busy, error } = useDeed();
  const run = () => act({ method: "POST", path: "/api/admin/billing-check", body: {} }, "The numbers were compared.");
  const wrong = check.rows.filter((row) => !row.agrees).length;
  return (
    <section aria-labelledby="check-title">
      <Group justify="space-between" mb="sm" align="flex-start">
        <div>
          <Group gap="sm">
            <Title order={2} size="h3" id="check-title">
              {byCard ? "Usage = log = invoice" : "Usage = log"}
            </Title>
            {check.checkedAt !== null && (
              <RoleBadge role={wrong > 0 ? "act" : "ok"}>{wrong > 0 ? `${wrong} differ` : "agree"}</RoleBadge>
            )}
          </Group>
          <Text fz="sm" c="dimmed" component="div">
            {check.checkedAt === null ? (
              "Not compared yet."
            ) : (
              <>
                Compared <Time at={check.checkedAt} />, and each night.
              </>
            )}
          </Text>
        </div>
        {mayRun && (
          <Button variant="default" loading={busy} onClick={() => void run()}>
            Compare now
          </Button>
        )}
      </Group>
      <Stack gap="sm">
        <ProblemAlert error={error} />
        <DataTable<Row>
          label="Usage compared"
          rows={check.rows}
          rowKey={(row) => `${row.tenant.id}:${row.featureName}:${row.periodStart}`}
          phone="scroll"
          columns={[
            {
              key: "tenant",
              header: "Tenant",
              render: (row) => <TextLink href={`/admin/tenants/${row.tenant.id}`}>{row.tenant.name}</TextLink>,
            },
            { key: "feature", header: "Feature", render: (row) => row.featureName },
            { key: "period", header: "Period from", render: (row) => <Time at={row.periodStart} form="moment" /> },
            { key: "used", header: "Used", numeric: true, render: (row) => units(row.usedUnits) },
            { key: "logged", header: "Logged", numeric: true, render: (row) => units(row.loggedUnits) },
            { key: "overage", header: "Overage", numeric: true, render: (row) => units(row.overageUnits) },
            ...(byCard ? atProvider : []),
            {
              key: "agrees",
              header: "Result",
              render: (row) => (
                <>
                  <RoleBadge role={row.agrees ? "ok" : "act"}>{row.agrees ? "agrees" : "differs"}</RoleBadge>
                  {row.note !== null && (
                    <Text fz="xs" c="dimmed">
                      {row.note}
                    </Text>
                  )}
                </>
              ),
            },
          ]}
          empty={
            <EmptyState kind="nothing-yet" title="Nothing to compare yet">
              It begins with the first metered call of a tenant.
            </EmptyState>
          }
        />
      </Stack>
    </section>
  );
}

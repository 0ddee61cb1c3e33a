import { Box, Group, Paper, Stack, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import { Sparkline } from "@/components/charts/sparkline";
import { ActList } from "@/components/churn/act-list";
import { bandWords, describeAtRisk, describeFactors, describePays } from "@/components/churn/describe-stake";
import { AssignButton, NothingDialog, SnoozeDialog } from "@/components/churn/rest-dialogs";
import { ExpansionLine, SignalLine } from "@/components/churn/signal-line";
import { TenantActs } from "@/components/churn/tenant-acts";
import type { FeatureChoice } from "@/components/tenants/grant-exception-dialog";
import { RoleBadge } from "@/components/ui/role-badge";
import { TextLink } from "@/components/ui/text-link";
import { Time } from "@/components/ui/time";
import { printAddition } from "@/lib/analytics/signals/print-addition";
import { expansionCards, riskCards } from "@/lib/analytics/signals/signal-cards.data";
import type { RiskRow } from "@/lib/analytics/signals/views";

type Props = {
  row: RiskRow;
  features: readonly FeatureChoice[];
  /** Signs of wanting more instead of risk. */
  expansion?: boolean;
  /** False where the page is about this tenant alone. */
  named?: boolean;
};

/** One tenant: its risk as a visible addition, each signal with what helps, and what was done. */
export function RiskCard({ row, features, expansion = false, named = true }: Props) {
  const band = bandWords[row.band];
  const titleId = `risk-${row.tenantId}`;
  return (
    <Paper component="article" aria-labelledby={titleId} data-tenant={row.tenantId}>
      <Stack gap="sm">
        <Group justify="space-between" gap="sm" align="flex-start">
          <Box>
            <Group gap="sm">
              <Title order={named ? 2 : 3} size="h4" id={titleId}>
                {named ? (
                  <TextLink href={`/admin/tenants/${row.tenantId}`}>{row.tenantName}</TextLink>
                ) : (
                  `Risk of ${row.tenantName}`
                )}
              </Title>
              <RoleBadge role={band.role}>{row.score === null ? band.word : `${band.word} ${row.score}`}</RoleBadge>
              {row.ownerName ? <Text fz="sm">{row.ownerName}</Text> : null}
              {row.restsUntil ? (
                <Text fz="sm" c="dimmed" component="div">
                  rests until <Time at={row.restsUntil} form="day" />
                </Text>
              ) : null}
            </Group>
            <Text fz="sm" c="dimmed">
              {expansion ? describePays(row) : `${describeAtRisk(row)} at risk: ${describeFactors(row)}`}
            </Text>
          </Box>
          <Sparkline values={row.trend} label="Risk of 14 days" />
        </Group>
        {expansion ? null : (
          <Text fz="sm" data-addition style={{ fontVariantNumeric: "tabular-nums" }}>
            {row.score === null
              ? "New: a score needs 28 days of calls. Payment and silence speak from the first day."
              : printAddition(row.firings)}
          </Text>
        )}
        {expansion ? <Expansions row={row} features={features} /> : <Firings row={row} features={features} />}
        <Group justify="space-between" gap="sm" align="flex-start">
          <ActList acts={row.acts} tenantName={row.tenantName} />
          <Group gap={2} ml="auto">
            <AssignButton tenantId={row.tenantId} tenantName={row.tenantName} />
            <SnoozeDialog tenantId={row.tenantId} tenantName={row.tenantName} />
            <NothingDialog tenantId={row.tenantId} tenantName={row.tenantName} />
          </Group>
        </Group>
      </Stack>
    </Paper>
  );
}

function Lines({ label, children }: { label: string; children: ReactNode }) {
  return (
    <Stack component="ul" aria-label={label} gap={6} m={0} p={0} style={{ listStyle: "none" }}>
      {children}
    </Stack>
  );
}

function Firings({ row, features }: Pick<Props, "row" | "features">) {
  if (row.firings.length === 0) return null;
  return (
    <Lines label={`Signals of ${row.tenantName}`}>
      {row.firings.map((firing) => (
        <SignalLine
          key={firing.id}
          firing={firing}
          acts={
            <TenantActs
              row={row}
              features={features}
              acts={riskCards[firing.id].acts}
              about={firing.id}
              aboutName={riskCards[firing.id].name}
            />
          }
        />
      ))}
    </Lines>
  );
}

function Expansions({ row, features }: Pick<Props, "row" | "features">) {
  return (
    <Lines label={`Signs of ${row.tenantName}`}>
      {row.expansions.map((expansion) => (
        <ExpansionLine
          key={expansion.id}
          expansion={expansion}
          acts={
            <TenantActs
              row={row}
              features={features}
              acts={expansionCards[expansion.id].acts}
              about={expansion.id}
              aboutName={expansionCards[expansion.id].name}
            />
          }
        />
      ))}
    </Lines>
  );
}

import { Box, Group, Stack, Text } from "@mantine/core";
import { ActList } from "@/components/churn/act-list";
import { bandWords, describeAtRisk, describeFactors } from "@/components/churn/describe-stake";
import { AssignButton, NothingDialog, SnoozeDialog } from "@/components/churn/rest-dialogs";
import { TenantActs } from "@/components/churn/tenant-acts";
import type { FeatureChoice } from "@/components/tenants/grant-exception-dialog";
import { PutOnPlanDialog, type VersionChoice } from "@/components/tenants/put-on-plan-dialog";
import { DataTable } from "@/components/ui/data-table";
import { RoleBadge } from "@/components/ui/role-badge";
import { StatusBadge } from "@/components/ui/status-badge";
import { TextLink } from "@/components/ui/text-link";
import { Time } from "@/components/ui/time";
import { printAddition } from "@/lib/analytics/signals/print-addition";
import type { SignalAct } from "@/lib/analytics/signals/signal-cards.data";
import type { TodayLine } from "@/lib/analytics/signals/views";

type Props = {
  lines: readonly TodayLine[];
  features: readonly FeatureChoice[];
  versions: readonly VersionChoice[];
  mayChangePlan: boolean;
  empty: React.ReactNode;
};

/** What helps at once: open the gate where it is closed, keep it open where it is about to close, else ask. */
function actsOf({ wall, isUnpaid }: TodayLine): SignalAct[] {
  if (isUnpaid) return ["extend_grace", "contact"];
  if (wall) return wall.code.startsWith("credits_") ? ["grant_credits", "contact"] : ["grant_units", "contact"];
  return ["contact"];
}

/** The work list: one line a tenant, with why, what is at stake, since when, whose it is, and what helps. */
export function TodayTable({ lines, features, versions, mayChangePlan, empty }: Props) {
  return (
    <DataTable
      label="Who needs a person"
      rows={lines}
      rowKey={({ tenantId }) => tenantId}
      empty={empty}
      columns={[
        {
          key: "tenant",
          header: "Tenant",
          width: 140,
          render: (line) => {
            const band = bandWords[line.band];
            return (
              <Stack gap={4} align="flex-start">
                <TextLink href={`/admin/tenants/${line.tenantId}`}>{line.tenantName}</TextLink>
                <RoleBadge role={band.role}>{line.score === null ? band.word : `${band.word} ${line.score}`}</RoleBadge>
              </Stack>
            );
          },
        },
        { key: "why", header: "Why", block: true, render: (line) => <Reasons line={line} /> },
        {
          key: "stake",
          header: "At risk",
          numeric: true,
          width: 130,
          render: (line) => (
            <Box>
              <Text fz="sm" fw={550}>
                {describeAtRisk(line)}
              </Text>
              <Text fz="xs" c="dimmed">
                {describeFactors(line)}
              </Text>
            </Box>
          ),
        },
        {
          key: "since",
          header: "Since, owner",
          width: 120,
          render: ({ since, ownerName }) => (
            <Stack gap={2}>
              <Time at={since} />
              <Text fz="xs">{ownerName ?? "nobody's"}</Text>
            </Stack>
          ),
        },
        {
          key: "acts",
          header: "Act",
          width: 270,
          block: true,
          render: (line) => (
            <Stack gap={4}>
              <Group gap={6}>
                <TenantActs
                  row={line}
                  features={features}
                  acts={actsOf(line)}
                  about={line.firings[0]?.id ?? (line.wall ? "stuck_at_wall" : null)}
                />
                {mayChangePlan && line.wall ? (
                  <PutOnPlanDialog
                    tenantId={line.tenantId}
                    tenantName={line.tenantName}
                    current={null}
                    versions={versions}
                    size="xs"
                  />
                ) : null}
              </Group>
              <Group gap={2}>
                <AssignButton tenantId={line.tenantId} tenantName={line.tenantName} />
                <SnoozeDialog tenantId={line.tenantId} tenantName={line.tenantName} />
                <NothingDialog tenantId={line.tenantId} tenantName={line.tenantName} />
              </Group>
            </Stack>
          ),
        },
      ]}
    />
  );
}

function Reasons({ line }: { line: TodayLine }) {
  const { wall, reasons, acts, tenantName } = line;
  return (
    <Stack gap={4}>
      {reasons.map((reason) => (
        <Text fz="sm" key={reason}>
          {reason}
        </Text>
      ))}
      {line.firings.length > 0 && line.score !== null ? (
        <Text fz="xs" c="dimmed">
          {printAddition(line.firings)}
        </Text>
      ) : null}
      {wall ? (
        <TextLink href={`/receipts/${wall.requestId}`} aria-label={`Receipt of the last refusal of ${tenantName}`}>
          <StatusBadge status={402} code={wall.code} />
        </TextLink>
      ) : null}
      <ActList acts={acts} tenantName={tenantName} most={2} />
    </Stack>
  );
}

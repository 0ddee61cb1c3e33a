import { Box, Stack, Text } from "@mantine/core";
import { DataTable } from "@/components/ui/data-table";
import { describeNumber } from "@/components/ui/describe-units";
import { Mono } from "@/components/ui/mono";
import { RoleBadge } from "@/components/ui/role-badge";
import { TextLink } from "@/components/ui/text-link";
import { Time } from "@/components/ui/time";
import type { RuleState, RuleView } from "@/lib/metering/views";

const looks = {
  ok: { role: "ok", word: "holds" },
  broken: { role: "act", word: "broken" },
  silent: { role: "warn", word: "not checked" },
} as const satisfies Record<RuleState, object>;

function State({ rule: { state, brokenSince } }: { rule: RuleView }) {
  return (
    <Box miw={110}>
      <RoleBadge role={looks[state].role}>{looks[state].word}</RoleBadge>
      {brokenSince && (
        <Text fz="xs" c="dimmed">
          since <Time at={brokenSince} />
        </Text>
      )}
    </Box>
  );
}

function LastRun({ rule: { ranAt, fullRanAt } }: { rule: RuleView }) {
  if (!ranAt) return <>never</>;
  return (
    <>
      <Time at={ranAt} />
      {fullRanAt && (
        <Text fz="xs" c="dimmed" style={{ whiteSpace: "nowrap" }}>
          over everything <Time at={fullRanAt} />
        </Text>
      )}
    </>
  );
}

function Findings({ rule }: { rule: RuleView }) {
  if (rule.findings.length === 0) return <>–</>;
  return (
    <Stack component="ul" gap={4} m={0} p={0} miw={{ sm: 240 }} style={{ listStyle: "none" }}>
      {rule.findings.map(({ tenantId, tenantName, subject, text }) => (
        <Text component="li" fz="sm" key={`${subject} ${text}`}>
          {tenantId && <TextLink href={`/admin/tenants/${tenantId}`}>{tenantName ?? tenantId}</TextLink>}{" "}
          <Mono>{subject}</Mono> {text}
        </Text>
      ))}
    </Stack>
  );
}

/** Each rule with its state, when it was last asked, and where it does not hold. */
export function RuleTable({ rules }: { rules: readonly RuleView[] }) {
  return (
    <DataTable
      label="Rules of the ledger"
      rows={rules}
      rowKey={({ rule }) => rule}
      columns={[
        {
          key: "rule",
          header: "Rule",
          render: ({ rule, text }) => (
            <Text fz="sm" miw={{ sm: 220 }}>
              <Mono fw={650}>{rule}</Mono> {text}
            </Text>
          ),
        },
        { key: "state", header: "State", render: (rule) => <State rule={rule} /> },
        { key: "ran", header: "Last run", render: (rule) => <LastRun rule={rule} /> },
        {
          key: "looked",
          header: "Rows seen",
          numeric: true,
          wideOnly: true,
          render: ({ looked }) => describeNumber(looked),
        },
        { key: "findings", header: "Findings", render: (rule) => <Findings rule={rule} /> },
      ]}
    />
  );
}

import { Stack, Text } from "@mantine/core";
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

function Findings({ rule }: { rule: RuleView }) {
  if (rule.findings.length === 0) return <>–</>;
  return (
    <Stack component="ul" gap={4} m={0} p={0} style={{ listStyle: "none" }}>
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
            <Text fz="sm">
              <Mono fw={650}>{rule}</Mono> {text}
            </Text>
          ),
        },
        {
          key: "state",
          header: "State",
          render: ({ state }) => <RoleBadge role={looks[state].role}>{looks[state].word}</RoleBadge>,
        },
        {
          key: "since",
          header: "Since",
          render: ({ brokenSince }) => (brokenSince ? <Time at={brokenSince} /> : "–"),
        },
        { key: "ran", header: "Last run", render: ({ ranAt }) => (ranAt ? <Time at={ranAt} /> : "never") },
        {
          key: "full",
          header: "Over everything",
          wideOnly: true,
          render: ({ fullRanAt }) => (fullRanAt ? <Time at={fullRanAt} /> : "never"),
        },
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

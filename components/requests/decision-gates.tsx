import { Text } from "@mantine/core";
import { DataTable } from "@/components/ui/data-table";
import { describeStatus } from "@/components/ui/describe-status";
import { describeNumber } from "@/components/ui/describe-units";
import { RoleBadge } from "@/components/ui/role-badge";
import { Time } from "@/components/ui/time";
import type { Receipt } from "@/lib/analytics/receipt";

type Gate = Receipt["gates"][number];

const results = { passed: "passed", refused: "refused here", not_reached: "not reached" };
const number = (value: number | null | undefined) =>
  value === undefined ? "–" : value === null ? "unlimited" : describeNumber(value);

/** Every gate with the numbers that it looked at. A call that passed keeps none of them. */
export function DecisionGates({ gates, timeZone }: { gates: readonly Gate[]; timeZone: string | undefined }) {
  if (gates.length === 0) return <Text c="dimmed">Every gate passed; numbers are kept for refusals only.</Text>;
  return (
    <DataTable
      label="Gates"
      rows={gates}
      rowKey={({ gate }) => gate}
      columns={[
        { key: "gate", header: "Gate", render: ({ gate }) => gate.replaceAll("_", " ") },
        {
          key: "result",
          header: "Result",
          render: ({ result }) =>
            result === "refused" ? (
              <RoleBadge role={describeStatus(402).role}>{results[result]}</RoleBadge>
            ) : (
              results[result]
            ),
        },
        { key: "limit", header: "Limit", numeric: true, render: ({ limit }) => number(limit) },
        { key: "used", header: "Used", numeric: true, render: ({ used }) => (used === null ? "–" : number(used)) },
        { key: "asked", header: "Asked", numeric: true, render: ({ asked }) => number(asked) },
        { key: "state", header: "Looked at", render: ({ state }) => state?.replaceAll("_", " ") ?? "–" },
        {
          key: "resets",
          header: "Resets",
          render: ({ resetsAt }) => (resetsAt ? <Time at={resetsAt} form="moment" timeZone={timeZone} /> : "–"),
        },
      ]}
    />
  );
}

import { Text } from "@mantine/core";
import type { ReactNode } from "react";
import { ConfirmDeed } from "@/components/deeds/confirm-deed";
import { describeTask } from "@/components/staff-billing/describe-task";
import { DataTable } from "@/components/ui/data-table";
import { Mono } from "@/components/ui/mono";
import { TextLink } from "@/components/ui/text-link";
import { Time } from "@/components/ui/time";
import type { BillingTaskView } from "@/lib/billing/staff-views";

const told = (value: unknown): string => (typeof value === "object" ? JSON.stringify(value) : String(value));

/** What billing found and cannot decide by itself: what it is, whose, what to do. */
export function TaskTable({ rows, empty }: { rows: readonly BillingTaskView[]; empty: ReactNode }) {
  return (
    <DataTable
      label="Open tasks"
      rows={rows}
      rowKey={(row) => row.id}
      columns={[
        {
          key: "what",
          header: "Finding",
          render: (row) => {
            const { title, whatToDo } = describeTask(row);
            return (
              <>
                <Text fw={550}>{title}</Text>
                <Text fz="sm">{whatToDo}</Text>
              </>
            );
          },
        },
        {
          key: "tenant",
          header: "Tenant",
          render: (row) =>
            row.tenant ? <TextLink href={`/admin/tenants/${row.tenant.id}`}>{row.tenant.name}</TextLink> : "–",
        },
        {
          key: "details",
          header: "Details",
          render: (row) => (
            <>
              <Mono>{row.objectId}</Mono>
              {Object.entries(row.details).map(([name, value]) => (
                <Text key={name} fz="xs" c="dimmed" style={{ overflowWrap: "anywhere" }}>
                  {name}: {told(value)}
                </Text>
              ))}
            </>
          ),
        },
        { key: "since", header: "Since", render: (row) => <Time at={row.createdAt} /> },
        {
          key: "act",
          header: "",
          render: (row) => (
            <ConfirmDeed
              open="Close"
              openAria={`Close: ${describeTask(row).title}`}
              title="Close this task"
              consequence="It comes back if the same thing is found again."
              asksReason
              calm
              submitLabel="Close task"
              done="The task is closed."
              deed={{ method: "POST", path: `/api/admin/billing-tasks/${row.id}/close` }}
            />
          ),
        },
      ]}
      empty={empty}
    />
  );
}

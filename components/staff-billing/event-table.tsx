"use client";

import { Button, Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { useDeed } from "@/components/deeds/use-deed";
import { DataTable } from "@/components/ui/data-table";
import { Mono } from "@/components/ui/mono";
import { ProblemAlert } from "@/components/ui/problem-alert";
import { RoleBadge } from "@/components/ui/role-badge";
import { TextLink } from "@/components/ui/text-link";
import { Time } from "@/components/ui/time";
import type { StripeEventView } from "@/lib/billing/staff-views";
import type { Role } from "@/theme";

const states: Record<StripeEventView["status"], { role: Role; word: string }> = {
  new: { role: "info", word: "waiting" },
  claimed: { role: "info", word: "in work" },
  done: { role: "ok", word: "done" },
  skipped: { role: "calm", word: "nothing to do" },
  dead: { role: "act", word: "given up" },
};

/** The inbox of events: each triggered a sync, and can do so again. */
export function EventTable({
  rows,
  empty,
  footer,
}: {
  rows: readonly StripeEventView[];
  empty: ReactNode;
  footer?: ReactNode;
}) {
  return (
    <DataTable
      label="Events"
      rows={rows}
      rowKey={(row) => row.id}
      phone="scroll"
      columns={[
        { key: "at", header: "Received", render: (row) => <Time at={row.receivedAt} form="instant" /> },
        {
          key: "type",
          header: "Event",
          render: (row) => (
            <>
              <Mono>{row.type}</Mono>
              <Text fz="xs" c="dimmed" component="div">
                <Mono>{row.id}</Mono>
              </Text>
            </>
          ),
        },
        {
          key: "tenant",
          header: "Tenant",
          render: (row) =>
            row.tenant ? <TextLink href={`/admin/tenants/${row.tenant.id}`}>{row.tenant.name}</TextLink> : "–",
        },
        { key: "source", header: "By", wideOnly: true, render: (row) => row.source },
        {
          key: "status",
          header: "State",
          render: (row) => (
            <>
              <RoleBadge role={states[row.status].role}>{states[row.status].word}</RoleBadge>
              {row.attempts > 1 && (
                <Text fz="xs" c="dimmed">
                  {row.attempts} attempts
                </Text>
              )}
              {row.error !== null && (
                <Text fz="xs" c="dimmed" style={{ overflowWrap: "anywhere" }}>
                  {row.error}
                </Text>
              )}
            </>
          ),
        },
        { key: "act", header: "", render: (row) => <ReplayButton event={row} /> },
      ]}
      empty={empty}
      footer={footer}
    />
  );
}

function ReplayButton({ event }: { event: StripeEventView }) {
  const { act, busy, error } = useDeed();
  const replay = () =>
    act({ method: "POST", path: `/api/admin/stripe-events/${event.id}/replay`, body: {} }, "It is in work again.");
  return (
    <Stack gap={4} align="flex-start">
      <Button
        variant="default"
        size="xs"
        loading={busy}
        aria-label={`Replay ${event.id}`}
        onClick={() => void replay()}
      >
        Replay
      </Button>
      <ProblemAlert error={error} />
    </Stack>
  );
}

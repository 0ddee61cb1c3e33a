"use client";

import { Button, Group, Stack, Text } from "@mantine/core";
import { useRouter } from "next/navigation";
import { useEffect } from "react";
import { useDeed } from "@/components/deeds/use-deed";
import { DataTable } from "@/components/ui/data-table";
import { EmptyState } from "@/components/ui/empty-state";
import { ProblemAlert } from "@/components/ui/problem-alert";
import { RoleBadge } from "@/components/ui/role-badge";
import { TextLink } from "@/components/ui/text-link";
import { Time } from "@/components/ui/time";
import type { ClockView } from "@/lib/billing/staff-views";
import type { Role } from "@/theme";

const states: Record<NonNullable<ClockView["status"]>, Role> = {
  trialing: "info",
  active: "ok",
  grace: "warn",
  suspended: "act",
  paused: "warn",
  ended: "calm",
};

const nexts: Record<ClockView["next"][number]["kind"], string> = {
  renewal: "Renewal",
  trial_end: "End of trial",
  grace_end: "End of grace",
  cancellation: "End of the plan",
  change: "Change of plan",
  card_expiry: "Card ends",
};

/** Each tenant's billing time, what comes next in it, and the buttons that let it pass. */
export function ClockTable({ rows, mayMove }: { rows: readonly ClockView[]; mayMove: boolean }) {
  const router = useRouter();
  const moves = rows.some((row) => row.target !== null);
  // A clock moves in steps at the provider: its way is looked at until it stands.
  useEffect(() => {
    if (!moves) return;
    const timer = setInterval(() => router.refresh(), 1_500);
    return () => clearInterval(timer);
  }, [moves, router]);
  return (
    <DataTable
      label="Billing time by tenant"
      rows={rows}
      rowKey={(row) => row.tenant.id}
      columns={[
        {
          key: "tenant",
          header: "Tenant",
          render: (row) => (
            <>
              <TextLink href={`/admin/tenants/${row.tenant.id}`}>{row.tenant.name}</TextLink>
              <Group gap={6}>
                <Text fz="xs" c="dimmed">
                  {row.planName ?? "no plan"}
                </Text>
                {row.status !== null && <RoleBadge role={states[row.status]}>{row.status}</RoleBadge>}
              </Group>
            </>
          ),
        },
        {
          key: "now",
          header: "Billing time",
          render: (row) => (
            <>
              <Time at={row.now} form="moment" />
              {row.target !== null && (
                <Text fz="xs" c="dimmed" component="div" role="status">
                  on its way to <Time at={row.target} form="moment" />
                </Text>
              )}
              {row.target === null && row.clockOffsetSeconds !== 0 && (
                <Text fz="xs" c="dimmed">
                  {`${describeOffset(row.clockOffsetSeconds)} ahead`}
                </Text>
              )}
            </>
          ),
        },
        {
          key: "next",
          header: "What comes next",
          render: (row) =>
            row.next.length === 0
              ? "nothing"
              : row.next.map((event) => (
                  <div key={`${event.kind}:${event.at}`}>
                    {nexts[event.kind]} <Time at={event.at} form="moment" />
                  </div>
                )),
        },
        ...(mayMove
          ? [{ key: "acts", header: "Let time pass", render: (row: ClockView) => <MoveButtons clock={row} /> }]
          : []),
      ]}
      empty={
        <EmptyState kind="nothing-yet" title="No tenant yet">
          A tenant has a billing time as soon as it exists.
        </EmptyState>
      }
    />
  );
}

const describeOffset = (seconds: number): string => {
  const hours = Math.round(seconds / 3_600);
  return hours < 48 ? `${hours} h` : `${Math.round(hours / 24)} days`;
};

function MoveButtons({ clock }: { clock: ClockView }) {
  const { act, busy, error } = useDeed();
  const has = (kind: ClockView["next"][number]["kind"]) => clock.next.some((event) => event.kind === kind);
  const steps: [string, string][] = [
    ["hour", "+1 hour"],
    ["day", "+1 day"],
    ["week", "+1 week"],
    ...(has("renewal") || has("trial_end")
      ? ([["renewal", has("renewal") ? "To renewal" : "To end of trial"]] as [string, string][])
      : []),
    ...(has("grace_end") ? ([["grace_end", "To end of grace"]] as [string, string][]) : []),
  ];
  const move = (by: string, label: string) =>
    act(
      { method: "POST", path: "/api/admin/time-machine", body: { tenantId: clock.tenant.id, by } },
      `${clock.tenant.name}: ${label}.`,
    );
  return (
    <Stack gap={4}>
      <Group gap={6}>
        {steps.map(([by, label]) => (
          <Button
            key={by}
            size="xs"
            variant="default"
            disabled={busy || clock.target !== null}
            aria-label={`${label}: ${clock.tenant.name}`}
            onClick={() => void move(by, label)}
          >
            {label}
          </Button>
        ))}
      </Group>
      <ProblemAlert error={error} />
    </Stack>
  );
}

import { Card, Group, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import { ConfirmDeed } from "@/components/deeds/confirm-deed";
import { RoleBadge } from "@/components/ui/role-badge";
import { Time } from "@/components/ui/time";
import type { HeldPlan } from "@/lib/entitlements/views";
import { formatMoney } from "@/lib/money";

type Props = { held: HeldPlan | null; tenantId: string; tenantName: string; timeZone: string; changePlan: ReactNode };

const roles = {
  active: "ok",
  trialing: "info",
  grace: "warn",
  suspended: "act",
  paused: "warn",
  ended: "calm",
} as const;

/** The plan version that a tenant holds, and what can be done with it. */
export function SubscriptionCard({ held, tenantId, tenantName, timeZone, changePlan }: Props) {
  const path = `/api/admin/tenants/${tenantId}/subscription`;
  return (
    <Card withBorder component="section" aria-label="Subscription">
      <Group justify="space-between" align="start">
        <div>
          <Group gap="sm">
            <Title order={2} size="h3">
              {held ? `${held.planName} version ${held.number}` : "No plan"}
            </Title>
            {held && <RoleBadge role={roles[held.status]}>{held.status}</RoleBadge>}
          </Group>
          {held ? (
            <Text size="sm" c="dimmed" component="div">
              {formatMoney({ amountMinor: held.priceMinor, currency: held.currency }, "en")} a month, manual billing.
              {held.status !== "ended" && (
                <>
                  {" "}
                  Month of the subscription <Time at={held.periodStart} form="moment" timeZone={timeZone} /> –{" "}
                  <Time at={held.periodEnd} form="moment" timeZone={timeZone} />.
                </>
              )}
              {held.endsAt && (
                <>
                  {" "}
                  {held.status === "ended" ? "Ended" : "Ends"} <Time at={held.endsAt} form="day" />.
                </>
              )}
            </Text>
          ) : (
            <Text size="sm" c="dimmed">
              Every call on a feature answers 402 subscription_required.
            </Text>
          )}
        </div>
        <Group gap="xs">
          {held?.status === "active" && (
            <ConfirmDeed
              open="Pause"
              title={`Pause ${tenantName}'s subscription`}
              consequence="Its calls answer 402 subscription_paused within a second. The period runs on."
              asksReason
              submitLabel="Pause subscription"
              done="The subscription is paused."
              deed={{ method: "POST", path: `${path}/pause` }}
              button={{ variant: "default" }}
            />
          )}
          {held?.status === "paused" && (
            <ConfirmDeed
              open="Resume"
              title={`Resume ${tenantName}'s subscription`}
              consequence="Its calls are let through again within a second, in the same period."
              asksReason
              calm
              submitLabel="Resume subscription"
              done="The subscription runs again."
              deed={{ method: "POST", path: `${path}/resume` }}
              button={{ variant: "default" }}
            />
          )}
          {held && held.status !== "ended" && (
            <ConfirmDeed
              open="End"
              title={`End ${tenantName}'s subscription`}
              consequence="Its calls answer 402 subscription_expired within a second. A new plan begins a new period."
              asksReason
              submitLabel="End subscription"
              done="The subscription has ended."
              deed={{ method: "POST", path: `${path}/end` }}
              button={{ variant: "default" }}
            />
          )}
          {changePlan}
        </Group>
      </Group>
    </Card>
  );
}

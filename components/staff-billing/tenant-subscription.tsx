import { Card, Group, Stack, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import { describePrice } from "@/components/billing/describe-money";
import { describeHolding } from "@/components/staff-billing/describe-holding";
import { Mono } from "@/components/ui/mono";
import { RoleBadge } from "@/components/ui/role-badge";
import { Time } from "@/components/ui/time";
import type { StaffBillingView } from "@/lib/billing/staff-views";

type Held = StaffBillingView["subscriptions"][number];
const by: Record<Held["billedBy"], string> = { stripe: "by Stripe", manual: "by hand", nobody: "by nobody" };

/** What a tenant holds, by whom it is billed, and what the gateways were given; acts stand at the right. */
export function TenantSubscription({ billing, acts }: { billing: StaffBillingView; acts: ReactNode }) {
  const live = billing.subscriptions.filter((held) => held.endedAt === null);
  const told = describeHolding(billing);
  return (
    <Card withBorder component="section" aria-label="Subscription">
      <Group justify="space-between" align="start">
        <div style={{ flex: "1 1 320px", minWidth: 0 }}>
          <Group gap="sm">
            <Title order={2} size="h3">
              {told.title}
            </Title>
            <RoleBadge role={told.role}>{told.word}</RoleBadge>
          </Group>
          <Text fz="sm" c="dimmed">
            {told.sentence}
          </Text>
        </div>
        <Group gap="xs">{acts}</Group>
      </Group>
      <Stack gap="xs" mt={live.length > 0 ? "sm" : 0}>
        {live.map((held) => (
          <HeldLine key={held.id} held={held} />
        ))}
      </Stack>
      {billing.syncError !== null && (
        <Text fz="sm" mt="sm" role="alert" style={{ color: "var(--role-act-text)" }}>
          The last look at Stripe failed: {billing.syncError}
        </Text>
      )}
    </Card>
  );
}

function HeldLine({ held }: { held: Held }) {
  return (
    <Text fz="sm" component="div">
      {held.planName === null ? "A price of no plan" : `${held.planName} version ${held.versionNumber ?? "–"}`}
      {held.price !== null && `, ${describePrice(held.price, held.interval)}`}, billed {by[held.billedBy]},{" "}
      {held.status}
      {held.periodEnd !== null && (
        <>
          , period until <Time at={held.periodEnd} form="moment" />
        </>
      )}
      {held.trialEnd !== null && held.status === "trialing" && (
        <>
          , trial until <Time at={held.trialEnd} form="moment" />
        </>
      )}
      {held.cancelAt !== null && (
        <>
          , ends <Time at={held.cancelAt} form="moment" />
        </>
      )}
      {held.overdueSince !== null && (
        <>
          , overdue since <Time at={held.overdueSince} form="day" />
        </>
      )}
      {held.reference !== null && `, reference ${held.reference}`}
      {held.stripeId !== null && (
        <>
          {" "}
          <Mono>{held.stripeId}</Mono>
        </>
      )}
    </Text>
  );
}

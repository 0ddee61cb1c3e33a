import { Button, Card, Group, SimpleGrid, Stack, Text, Title } from "@mantine/core";
import type { Metadata } from "next";
import { pageCtx } from "@/app/_auth/page-ctx";
import { CreditLotTable, NoCredits } from "@/components/tenants/credit-lot-table";
import { EntitlementTable } from "@/components/tenants/entitlement-table";
import { describeCredits } from "@/components/ui/describe-credits";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { RoleBadge } from "@/components/ui/role-badge";
import { Time } from "@/components/ui/time";
import { PlanChoiceCard } from "@/components/usage/plan-choice-card";
import { getCredits } from "@/lib/entitlements/server/get-credits";
import { getHeldPlan } from "@/lib/entitlements/server/get-held-plan";
import type { HeldPlan } from "@/lib/entitlements/views";
import { env } from "@/lib/env";
import { formatMoney } from "@/lib/money";

export const metadata: Metadata = { title: "Plan" };

const roles = {
  active: "ok",
  trialing: "info",
  grace: "warn",
  suspended: "act",
  paused: "warn",
  ended: "calm",
} as const;

export default async function PlanPage() {
  const ctx = await pageCtx();
  const [{ held, timeZone, entitlements, plans }, credits] = await Promise.all([getHeldPlan(ctx), getCredits(ctx)]);
  const takesCredits = entitlements.some((row) => row.creditMicroPerUnit !== null);
  const contactUrl = env().CONTACT_URL;
  return (
    <>
      <PageHeader title="Plan" description="What you hold, what is used of it, and what else is on sale." />
      <Stack gap="xl">
        <HeldCard held={held} timeZone={timeZone} />
        <section aria-labelledby="used-title">
          <Title order={2} size="h3" mb="sm" id="used-title">
            What you may use
          </Title>
          <EntitlementTable rows={entitlements} timeZone={timeZone} />
        </section>
        <section aria-labelledby="credits">
          <Title order={2} size="h3" mb="sm" id="credits">
            {credits.lots.length === 0 ? "Credits" : `Credits: ${describeCredits(credits.left)} left`}
          </Title>
          {credits.lots.length > 0 && (
            <Text c="dimmed" mb="sm">
              {takesCredits
                ? "They pay for live calls once the included units are used, the first lot first."
                : "Nothing in your plan takes credits; they are kept until they end."}
            </Text>
          )}
          <CreditLotTable
            label="Credit lots"
            lots={credits.lots}
            timeZone={timeZone}
            empty={
              <NoCredits>
                {takesCredits
                  ? "Your plan sells further units for prepaid credits. The operator adds credits by hand; calls follow within a second."
                  : "Nothing in your plan takes credits."}
              </NoCredits>
            }
          />
        </section>
        <section aria-labelledby="plans-title">
          <Title order={2} size="h3" mb="sm" id="plans-title">
            Plans
          </Title>
          {plans.length === 0 ? (
            <EmptyState kind="unavailable" title="No plan is on sale">
              The operator has not published a plan so far.
            </EmptyState>
          ) : (
            <SimpleGrid cols={{ base: 1, xs: 2, md: 3 }} spacing="md">
              {plans.map((plan) => (
                <PlanChoiceCard
                  key={plan.id}
                  plan={plan}
                  entitlements={entitlements}
                  currency={held?.currency ?? null}
                />
              ))}
            </SimpleGrid>
          )}
        </section>
        <Card withBorder component="section" aria-labelledby="contact">
          <Title order={2} size="h3" id="contact">
            Change your plan
          </Title>
          <Text mt={4} maw={720}>
            {contactUrl
              ? "The operator sets plans by hand. Name the plan; calls follow within a second of the change."
              : "The operator sets plans by hand. Ask your contact there and name the plan; calls follow within a second of the change."}
          </Text>
          {contactUrl && (
            <Group mt="sm">
              <Button component="a" href={contactUrl} rel="noreferrer">
                Contact the operator
              </Button>
            </Group>
          )}
        </Card>
      </Stack>
    </>
  );
}

function HeldCard({ held, timeZone }: { held: HeldPlan | null; timeZone: string }) {
  if (!held) {
    return (
      <EmptyState kind="nothing-yet" title="No plan yet">
        Every call on a feature answers 402 subscription_required until the operator puts your account on a plan.
      </EmptyState>
    );
  }
  const price = formatMoney({ amountMinor: held.priceMinor, currency: held.currency }, "en");
  return (
    <Card withBorder component="section" aria-label="Your plan">
      <Group gap="sm">
        <Title order={2} size="h3">
          {held.planName}
        </Title>
        <RoleBadge role={roles[held.status]}>{held.status}</RoleBadge>
      </Group>
      <Text c="dimmed" component="div">
        {price} a month, version {held.number}
        {held.ratePerMinute !== null && `, up to ${held.ratePerMinute} requests a minute`}.
        {held.status !== "ended" && (
          <>
            {" "}
            Month of your subscription <Time at={held.periodStart} form="moment" timeZone={timeZone} /> –{" "}
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
    </Card>
  );
}

import { SimpleGrid, Stack, Text, Title } from "@mantine/core";
import type { Metadata } from "next";
import { after } from "next/server";
import { z } from "zod";
import { pageCtx } from "@/app/_auth/page-ctx";
import { readSearch, type SearchParams } from "@/app/_parts/read-search";
import { HeldPlanLines } from "@/app/console/_parts/held-plan-lines";
import { tenantHref } from "@/app/console/_parts/tenant-href";
import { ChooseButton } from "@/components/billing/choose-button";
import { ContactCard } from "@/components/billing/contact-card";
import { MoneyFacts } from "@/components/billing/money-facts";
import { offersTrial } from "@/components/billing/offers-trial";
import { whoPays } from "@/components/billing/who-pays";
import { EntitlementTable } from "@/components/tenants/entitlement-table";
import { EmptyState } from "@/components/ui/empty-state";
import { LinkButton } from "@/components/ui/link-button";
import { PageHeader } from "@/components/ui/page-header";
import { Time } from "@/components/ui/time";
import { PlanChoiceCard } from "@/components/usage/plan-choice-card";
import { hasMemberPermission } from "@/lib/accounts/permissions";
import { listMembers } from "@/lib/accounts/server/list-members";
import { notePlansOpened } from "@/lib/analytics/server/episodes/note-plans-opened";
import { getBilling } from "@/lib/billing/server/account/get-billing";
import { listOffers } from "@/lib/billing/server/plans/list-offers";
import type { OfferView } from "@/lib/billing/views";
import { getHeldPlan } from "@/lib/entitlements/server/get-held-plan";
import { idInput } from "@/lib/id-input";

export const metadata: Metadata = { title: "Plan" };

const PageInput = z.object({ from: idInput("request"), checkout: z.literal("cancelled") });

export default async function PlanPage({ searchParams }: { searchParams: SearchParams }) {
  const ctx = await pageCtx();
  const href = tenantHref(ctx);
  const tenantId = ctx.tenant?.id ?? "";
  const [search, { held, timeZone, entitlements, plans }, billing, offers, members] = await Promise.all([
    readSearch(PageInput, searchParams),
    getHeldPlan(ctx),
    getBilling(ctx),
    listOffers(ctx),
    listMembers(ctx),
  ]);
  if (ctx.actor.staffRole === null) after(() => notePlansOpened([tenantId], ctx.now));
  const mayBuy = ctx.tenant !== null && hasMemberPermission(ctx.tenant.role, "billing:write");
  const byCard = billing.mode !== "manual";
  // What waits already is not offered a second time.
  const isScheduled = ({ planName }: OfferView) =>
    billing.change?.status === "scheduled" && billing.change.toPlanName === planName;
  const isTrialAlone = billing.subscription?.status === "trialing" && billing.subscription.billedBy === "nobody";
  const endsTrialOf = isTrialAlone ? (billing.subscription?.planName ?? null) : null;
  const offerOf = new Map(offers.map((offer) => [offer.planId, offer]));
  return (
    <>
      <PageHeader
        title="Plan"
        description="What you hold, what is used of it, and what else is on sale."
        actions={
          <LinkButton href={href("/console/billing")} variant="default">
            {byCard ? "Invoices and cards" : "Invoices"}
          </LinkButton>
        }
      />
      <Stack gap="xl">
        {search.checkout && (
          <Text role="status">The payment page was left. Nothing was charged and nothing changed.</Text>
        )}
        <HeldPlanLines billing={billing} tenantId={tenantId} billingHref={href("/console/billing")} mayWrite={mayBuy}>
          {held && held.status !== "ended" && billing.clockOffsetSeconds === 0 && (
            <Text fz="sm" c="dimmed" component="div">
              Version {held.number}. Units of a subscription month run{" "}
              <Time at={held.periodStart} form="moment" timeZone={timeZone} /> –{" "}
              <Time at={held.periodEnd} form="moment" timeZone={timeZone} />.
            </Text>
          )}
        </HeldPlanLines>
        <section aria-labelledby="used-title">
          <Title order={2} size="h3" mb="sm" id="used-title">
            What you may use
          </Title>
          <EntitlementTable rows={entitlements} timeZone={timeZone} />
        </section>
        <section aria-labelledby="plans-title">
          <Title order={2} size="h3" mb="sm" id="plans-title">
            Plans
          </Title>
          {!mayBuy && plans.length > 0 && (
            <Text c="dimmed" mb="sm">
              {`${whoPays(members)} chooses plans.`}
            </Text>
          )}
          {plans.length === 0 ? (
            <EmptyState kind="unavailable" title="No plan is on sale">
              The operator has not published a plan so far.
            </EmptyState>
          ) : (
            <SimpleGrid cols={{ base: 1, xs: 2, md: 3 }} spacing="md">
              {plans.map((plan) => {
                const offer = offerOf.get(plan.id);
                return (
                  <PlanChoiceCard
                    key={plan.id}
                    plan={plan}
                    entitlements={entitlements}
                    currency={held?.currency ?? null}
                    hasTrial={offer === undefined || offersTrial(offer)}
                    byCard={byCard}
                    choice={
                      offer && mayBuy && (byCard || staysHere(offer)) ? (
                        isScheduled(offer) ? (
                          <Text fz="sm" c="dimmed">
                            Scheduled: see the top of this page.
                          </Text>
                        ) : (
                          <ChooseButton
                            offer={offer}
                            tenantId={tenantId}
                            fromRequestId={search.from ?? null}
                            endsTrialOf={endsTrialOf}
                          />
                        )
                      ) : null
                    }
                  />
                );
              })}
            </SimpleGrid>
          )}
        </section>
        <MoneyFacts billing={billing} />
        {(!byCard || billing.subscription?.billedBy === "manual") && (
          <ContactCard title="Change your plan" contactUrl={billing.contactUrl}>
            {billing.contactUrl
              ? "The operator invoices by hand. Name the plan; calls follow within a second of the change."
              : "The operator invoices by hand. Ask your contact there and name the plan; calls follow within a second of the change."}
          </ContactCard>
        )}
      </Stack>
    </>
  );
}

/** What begins at once and needs no payment provider. */
const staysHere = ({ choice }: OfferView) => choice === "start_free" || choice === "start_trial";

import { SimpleGrid, Stack, Text } from "@mantine/core";
import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { after } from "next/server";
import { z } from "zod";
import { pageCtx } from "@/app/_auth/page-ctx";
import { readSearch, type SearchParams } from "@/app/_parts/read-search";
import { tenantHref } from "@/app/console/_parts/tenant-href";
import { ChooseButton } from "@/components/billing/choose-button";
import { MoneyFacts } from "@/components/billing/money-facts";
import { offersTrial } from "@/components/billing/offers-trial";
import { whoPays } from "@/components/billing/who-pays";
import { EmptyState } from "@/components/ui/empty-state";
import { LinkButton } from "@/components/ui/link-button";
import { PageHeader } from "@/components/ui/page-header";
import { PlanChoiceCard } from "@/components/usage/plan-choice-card";
import { hasMemberPermission } from "@/lib/accounts/permissions";
import { listMembers } from "@/lib/accounts/server/list-members";
import { notePlansOpened } from "@/lib/analytics/server/episodes/note-plans-opened";
import { getBilling } from "@/lib/billing/server/account/get-billing";
import { listOffers } from "@/lib/billing/server/plans/list-offers";
import { getHeldPlan } from "@/lib/entitlements/server/get-held-plan";
import { idInput } from "@/lib/id-input";

export const metadata: Metadata = { title: "Choose a plan" };

const PageInput = z.object({ plan: idInput("plan"), from: idInput("request") });

/** Where "Choose" on the public page leads: one plan, what it means for this account, and the one button. */
export default async function ChoosePage({ searchParams }: { searchParams: SearchParams }) {
  const ctx = await pageCtx();
  const href = tenantHref(ctx);
  const search = await readSearch(PageInput, searchParams);
  const [offers, { plans, entitlements, held }, billing, members] = await Promise.all([
    listOffers(ctx),
    getHeldPlan(ctx),
    getBilling(ctx),
    listMembers(ctx),
  ]);
  const offer = offers.find(({ planId }) => planId === search.plan);
  const plan = plans.find(({ id }) => id === search.plan);
  if (!offer || !plan || offer.choice === "current") redirect(href("/console/plan"));
  if (offer.choice === "upgrade" || offer.choice === "downgrade") {
    redirect(href(`/console/plan/change?to=${offer.planVersionId}`));
  }
  if (ctx.actor.staffRole === null) after(() => notePlansOpened([ctx.tenant?.id ?? ""], ctx.now));
  const mayBuy = ctx.tenant !== null && hasMemberPermission(ctx.tenant.role, "billing:write");
  const isTrialAlone = billing.subscription?.status === "trialing" && billing.subscription.billedBy === "nobody";
  const endsTrialOf = isTrialAlone ? (billing.subscription?.planName ?? null) : null;
  const staysHere = offer.choice === "start_free" || offer.choice === "start_trial";
  return (
    <>
      <PageHeader
        title={`Choose ${plan.name}`}
        back={{ href: href("/console/plan"), label: "Plan" }}
        description={
          staysHere && !offer.trialNeedsCard
            ? "It begins at once, and nothing is charged."
            : billing.mode === "manual"
              ? "The operator invoices by hand: ask your contact there to put your account on this plan."
              : "Paying happens on the provider's page; calls pass within seconds of it. Nothing is charged before."
        }
      />
      <Stack gap="md">
        <SimpleGrid cols={{ base: 1, xs: 2 }}>
          <PlanChoiceCard
            plan={plan}
            entitlements={entitlements}
            currency={held?.currency ?? null}
            hasTrial={offersTrial(offer)}
            byCard={billing.mode !== "manual"}
            choice={
              mayBuy && (
                <ChooseButton
                  offer={offer}
                  tenantId={ctx.tenant?.id ?? ""}
                  fromRequestId={search.from ?? null}
                  endsTrialOf={endsTrialOf}
                />
              )
            }
          />
        </SimpleGrid>
        {!mayBuy && (
          <EmptyState
            kind="unavailable"
            title="Not yours to choose"
            action={
              <LinkButton href={href("/console/plan")} variant="default">
                Back to the plans
              </LinkButton>
            }
          >
            <Text>{`${whoPays(members)} chooses plans.`}</Text>
          </EmptyState>
        )}
        <MoneyFacts billing={billing} currency={offer.price.currency} />
      </Stack>
    </>
  );
}

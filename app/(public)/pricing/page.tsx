import { Button, SimpleGrid, Text, Title } from "@mantine/core";
import type { Metadata } from "next";
import { after } from "next/server";
import { auth } from "@/app/_auth/auth";
import { heldPlanId } from "@/app/(public)/_parts/held-plan-id";
import { pageSpeaker } from "@/app/(public)/_parts/page-speaker";
import { PlanCard } from "@/app/(public)/_parts/plan-card";
import styles from "@/app/(public)/_parts/public.module.css";
import { Section } from "@/app/(public)/_parts/section";
import { notePlansOpened } from "@/lib/analytics/server/episodes/note-plans-opened";
import { currentMode } from "@/lib/billing/server/stripe/current-mode";
import type { PublicPlan } from "@/lib/catalog/public-plan";
import { listPublicPlans } from "@/lib/catalog/server/list-public-plans";
import { env } from "@/lib/env";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await pageSpeaker()).pages.pricing.title };
}

/** It begins without a payment, so no operator is needed for it. */
const startsAlone = ({ price, features, trialDays, trialNeedsCard }: PublicPlan) =>
  (price.amountMinor === 0 && features.every(({ overage }) => overage !== "postpaid")) ||
  (trialDays > 0 && !trialNeedsCard);

/** The plans on sale, and how an account gets one: with a card, or from the operator. */
export default async function PricingPage() {
  const [plans, speaker, heldId, signedIn] = await Promise.all([
    listPublicPlans(),
    pageSpeaker(),
    heldPlanId(),
    auth(),
  ]);
  // A member who looks at prices while calls are refused may be on the way to pay.
  const tenantIds = signedIn?.actor.staffRole === null ? signedIn.memberships.map(({ tenantId }) => tenantId) : [];
  after(() => notePlansOpened(tenantIds, new Date()));
  const byCard = currentMode() !== "manual";
  const { pricing } = speaker.pages;
  const contactUrl = env().CONTACT_URL;
  return (
    <>
      <Title order={1} mb="sm">
        {pricing.title}
      </Title>
      <Text mb="lg">{pricing.intro}</Text>
      {plans.length === 0 && <Text className={styles.card}>{pricing.empty}</Text>}
      <SimpleGrid cols={{ base: 1, sm: 2, md: plans.length > 4 ? 3 : Math.max(2, plans.length) }}>
        {plans.map((plan) => (
          <PlanCard
            key={plan.id}
            plan={plan}
            speaker={speaker}
            isHeld={plan.id === heldId}
            byCard={byCard}
            chooseHref={byCard || startsAlone(plan) ? `/console/plan/choose?plan=${plan.id}` : null}
          />
        ))}
      </SimpleGrid>
      {plans.length > 0 && (
        <Text size="sm" mt="sm" className={styles.quiet}>
          {byCard && `${pricing.tax[env().STRIPE_AUTOMATIC_TAX === "on" ? "automatic" : "not_calculated"]} `}
          {pricing.zone}
        </Text>
      )}
      <div className={styles.narrow}>
        <Section title={pricing.atLimit}>
          <Text mb="xs">{pricing.atLimitText}</Text>
          <Text>{pricing.rateText}</Text>
        </Section>
        <Section title={pricing.getTitle} id="contact">
          <Text mb="sm">{byCard ? pricing.getByCard : contactUrl ? pricing.getContact : pricing.getNoContact}</Text>
          {contactUrl && !byCard && (
            <Button component="a" href={contactUrl} rel="noreferrer">
              {pricing.contact}
            </Button>
          )}
        </Section>
        <Section title={pricing.questionsTitle}>
          {[...pricing.moneyQuestions[byCard ? "byCard" : "byHand"], ...pricing.questions].map(
            ({ question, answer }) => (
              <div key={question} style={{ marginBottom: 16 }}>
                <Text fw={650}>{question}</Text>
                <Text>{answer}</Text>
              </div>
            ),
          )}
        </Section>
      </div>
    </>
  );
}

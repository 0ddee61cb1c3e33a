import { Text, Title } from "@mantine/core";
import styles from "@/app/(public)/_parts/public.module.css";
import type { PublicPlan, PublicPlanFeature } from "@/lib/catalog/public-plan";
import { formatPrice } from "@/lib/messages/format-values";
import type { Speaker } from "@/lib/messages/speaker";

/** What a plan includes of one feature, as words. */
function wordFeature(feature: PublicPlanFeature, { pages, say }: Speaker): string {
  const { pricing } = pages;
  const featureName = { kind: "text", value: feature.name, de: feature.nameDe } as const;
  if (feature.kind === "switch") return say("{featureName}", { featureName });
  if (feature.units === null) return say(pricing.unlimited, { featureName });
  const count = { kind: "number", value: feature.units } as const;
  if (feature.kind === "limit") return say(pricing.limit, { featureName, count });
  const unit = { kind: "unit", one: feature.unit, other: feature.unitPlural, count: feature.units } as const;
  const included = say(feature.period === "day" ? pricing.meterDay : pricing.meter, { featureName, count, unit });
  return [included, ...wordFurther(feature, { pages, say })].join("; ");
}

/** How units beyond the included ones are paid. */
function wordFurther(feature: PublicPlanFeature, { pages, say }: Pick<Speaker, "pages" | "say">): string[] {
  const { pricing } = pages;
  const micro = feature.creditMicroPerUnit;
  return [
    ...(micro === null ? [] : [say(pricing.furtherCredits, { credits: { kind: "credits", micro } })]),
    ...(feature.overage === "none" ? [] : [pricing.furtherLater]),
  ];
}

/** One plan: price, what is included, its rate. */
export function PlanCard({ plan, speaker }: { plan: PublicPlan; speaker: Speaker }) {
  const { pages, say, locale } = speaker;
  const { pricing } = pages;
  const rate =
    plan.ratePerMinute === null
      ? pricing.noRate
      : say(pricing.rate, { count: { kind: "number", value: plan.ratePerMinute } });
  return (
    <article className={styles.card} aria-labelledby={plan.id}>
      <Title order={2} size="h3" id={plan.id}>
        {plan.name}
      </Title>
      <Text my="xs">
        <Text span size="xl" fw={650}>
          {formatPrice(plan.price, locale)}
        </Text>{" "}
        <span className={styles.quiet}>{pricing.month}</span>
      </Text>
      {plan.trialDays > 0 && (
        <Text mb="xs">{say(pricing.trial, { count: { kind: "number", value: plan.trialDays } })}</Text>
      )}
      {plan.description && <Text mb="sm">{plan.description}</Text>}
      <Text size="sm" className={styles.quiet}>
        {pricing.included}
      </Text>
      <ul className={styles.list}>
        {plan.features.map((feature) => (
          <li key={feature.id}>{wordFeature(feature, speaker)}</li>
        ))}
        <li>{rate}</li>
      </ul>
    </article>
  );
}

import { Button, Text, Title } from "@mantine/core";
import styles from "@/app/(public)/_parts/public.module.css";
import { formatOverageRate } from "@/lib/catalog/overage-rate";
import type { PublicPlan, PublicPlanFeature } from "@/lib/catalog/public-plan";
import { formatPrice, intlLocale } from "@/lib/messages/format-values";
import type { Speaker } from "@/lib/messages/speaker";

const meterTexts = { anniversary: "meter", calendar_month: "meterCalendarMonth", day: "meterDay" } as const;

/** What a plan includes of one feature and how more of it is paid, as words. */
function wordFeature(feature: PublicPlanFeature, currency: string, { pages, say, locale }: Speaker): string {
  const { pricing } = pages;
  const featureName = { kind: "text", value: feature.name, de: feature.nameDe } as const;
  if (feature.kind === "switch") return say("{featureName}", { featureName });
  if (feature.units === null) return say(pricing.unlimited, { featureName });
  const count = { kind: "number", value: feature.units } as const;
  if (feature.kind === "limit") return say(pricing.limit, { featureName, count });
  const micro = feature.creditMicroPerUnit;
  const credits = { kind: "credits", micro: micro ?? 0 } as const;
  const isLater = feature.overage === "postpaid";
  const rate = feature.overageRateE12;
  const price = {
    kind: "text",
    value: rate === null ? "" : formatOverageRate(rate, currency, intlLocale[locale]),
  } as const;
  const furtherLater = rate === null ? pricing.furtherLater : say(pricing.furtherAt, { price });
  if (feature.units === 0 && (micro !== null || isLater)) {
    if (micro === null) {
      return rate === null ? say(pricing.laterOnly, { featureName }) : say(pricing.laterAt, { featureName, price });
    }
    return [say(pricing.creditsOnly, { featureName, credits }), ...(isLater ? [furtherLater] : [])].join("; ");
  }
  const unit = { kind: "unit", one: feature.unit, other: feature.unitPlural, count: feature.units } as const;
  return [
    say(pricing[meterTexts[feature.period]], { featureName, count, unit }),
    ...(micro === null ? [] : [say(pricing.furtherCredits, { credits })]),
    ...(isLater ? [furtherLater] : []),
  ].join("; ");
}

type Props = {
  plan: PublicPlan;
  speaker: Speaker;
  /** The reader holds it. */
  isHeld?: boolean;
  /** Where it is chosen; null where the operator gives it. */
  chooseHref?: string | null;
  /** False where nothing is paid by card: a trial needs none. */
  byCard?: boolean;
};

/** One plan: price, what is included, its rate, and the way to it. */
export function PlanCard({ plan, speaker, isHeld = false, chooseHref = null, byCard = true }: Props) {
  const { pages, say, locale } = speaker;
  const { pricing } = pages;
  const rate =
    plan.ratePerMinute === null
      ? pricing.noRate
      : say(pricing.rate, { count: { kind: "number", value: plan.ratePerMinute } });
  return (
    <article className={`${styles.card} ${styles.plan}`} aria-labelledby={plan.id}>
      <Title order={2} size="h3" id={plan.id}>
        {plan.name}
      </Title>
      <Text my="xs">
        <Text span size="xl" fw={650}>
          {formatPrice(plan.price, locale)}
        </Text>{" "}
        <span className={styles.quiet}>{plan.interval === "year" ? pricing.year : pricing.month}</span>
      </Text>
      {plan.trialDays > 0 && (
        <Text mb="xs">
          {say(pricing.trial, { count: { kind: "number", value: plan.trialDays } })}
          {byCard && `; ${plan.trialNeedsCard ? pricing.trialCard : pricing.trialNoCard}`}
        </Text>
      )}
      {plan.description && <Text mb="sm">{plan.description}</Text>}
      <Text size="sm" className={styles.quiet}>
        {pricing.included}
      </Text>
      <ul className={styles.list}>
        {plan.features.map((feature) => (
          <li key={feature.id}>{wordFeature(feature, plan.price.currency, speaker)}</li>
        ))}
        <li>{rate}</li>
      </ul>
      <div className={styles.foot}>
        {isHeld && <Text fw={650}>{pricing.yours}</Text>}
        {!isHeld && chooseHref !== null && (
          <Button component="a" href={chooseHref} fullWidth>
            {say(pricing.choose, { planName: { kind: "text", value: plan.name } })}
          </Button>
        )}
      </div>
    </article>
  );
}

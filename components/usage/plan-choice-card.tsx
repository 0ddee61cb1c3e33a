import { Card, Group, List, ListItem, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import { perInterval } from "@/components/billing/describe-money";
import { describeIncluded } from "@/components/plans/describe-included";
import { describeNumber } from "@/components/ui/describe-units";
import { RoleBadge } from "@/components/ui/role-badge";
import { describeDifference } from "@/lib/catalog/describe-difference";
import { formatOverageRate } from "@/lib/catalog/overage-rate";
import type { PublicPlanFeature } from "@/lib/catalog/public-plan";
import { creditDecimal } from "@/lib/credits";
import type { EntitlementRow, PlanChoice } from "@/lib/entitlements/views";
import { formatMoney } from "@/lib/money";

const includedText = (line: PublicPlanFeature, currency: string): string => {
  const { creditMicroPerUnit: micro, overageRateE12: rate } = line;
  return describeIncluded({
    ...line,
    creditsPerUnit: micro === null ? null : creditDecimal(micro),
    overagePrice: rate === null ? null : formatOverageRate(rate, currency, "en"),
  });
};

type Props = {
  plan: PlanChoice;
  entitlements: readonly EntitlementRow[];
  currency: string | null;
  /** False where a trial of it is not to be had any more. */
  hasTrial?: boolean;
  /** False where nothing is paid by card: a trial needs none. */
  byCard?: boolean;
  /** What can be done about it. */
  choice?: ReactNode;
};

/** A plan on sale: what it includes, and how it differs from the one that is held. */
export function PlanChoiceCard({ plan, entitlements, currency, hasTrial = true, byCard = true, choice }: Props) {
  const names = new Map<string, Pick<EntitlementRow, "name" | "kind" | "unitPlural">>([
    ...entitlements.map((row) => [row.featureId, row] as const),
    ...plan.features.map((feature) => [feature.id, feature] as const),
  ]);
  const lines = plan.differences.map((difference) =>
    describeDifference(difference, names, { before: currency, after: plan.price.currency }),
  );
  return (
    <Card withBorder component="article" aria-labelledby={plan.id}>
      <Group justify="space-between" align="baseline">
        <Title order={3} id={plan.id}>
          {plan.name}
        </Title>
        {plan.current && <RoleBadge role="ok">Your plan</RoleBadge>}
      </Group>
      <Text fw={650} fz="lg">
        {formatMoney(plan.price, "en")}{" "}
        <Text span fz="sm" c="dimmed" fw={400}>
          {perInterval[plan.interval]}
        </Text>
      </Text>
      {plan.trialDays > 0 && hasTrial && (
        <Text fz="sm">
          {`${plan.trialDays} ${plan.trialDays === 1 ? "day" : "days"} of trial`}
          {byCard && (plan.trialNeedsCard ? "; a card is needed, and charged when it ends" : ", without a card")}
        </Text>
      )}
      {plan.description && (
        <Text fz="sm" c="dimmed">
          {plan.description}
        </Text>
      )}
      <List size="sm" mt="sm" spacing={2} aria-label={`Included in ${plan.name}`}>
        {plan.features.map((feature) => (
          <ListItem key={feature.id}>{includedText(feature, plan.price.currency)}</ListItem>
        ))}
        <ListItem>
          {plan.ratePerMinute === null
            ? "No rate limit"
            : `Up to ${describeNumber(plan.ratePerMinute)} requests a minute`}
        </ListItem>
      </List>
      {lines.length > 0 && (
        <>
          <Text fz="sm" fw={550} mt="sm">
            Against your plan
          </Text>
          <List size="sm" spacing={2} aria-label={`${plan.name} against your plan`}>
            {lines.map((line) => (
              <ListItem key={line.subject}>
                {line.subject}: {line.before} → {line.after}
              </ListItem>
            ))}
          </List>
        </>
      )}
      {choice && <div style={{ marginTop: "auto", paddingTop: 16 }}>{choice}</div>}
    </Card>
  );
}

"use client";

import { Card, Divider, Group, List, ListItem, Text, Title } from "@mantine/core";
import { IconCheck } from "@tabler/icons-react";
import { perInterval } from "@/components/billing/describe-money";
import { describeIncluded, type Included } from "@/components/plans/describe-included";
import type { DraftForm, DraftLine } from "@/lib/catalog/draft-form";
import { formatOverageRate, parseOverageRate } from "@/lib/catalog/overage-rate";
import { formatMoney } from "@/lib/money";
import { parseMoney } from "@/lib/parse-money";

const count = new Intl.NumberFormat("en");

const isCurrency = (code: string) => Intl.supportedValuesOf("currency").includes(code);

function priceText(form: DraftForm): string {
  const amountMinor = parseMoney(form.price, form.currency);
  if (amountMinor === null || !isCurrency(form.currency)) return "–";
  return formatMoney({ amountMinor, currency: form.currency }, "en");
}

const includedOf = (line: DraftLine, currency: string): Included => ({
  ...line,
  units: line.unlimited ? null : line.limitUnits === "" ? undefined : Number(line.limitUnits),
  creditsPerUnit: line.creditsPerUnit.trim() || null,
  overagePrice: overagePrice(line, currency),
});

/** The price of use beyond, as far as it is typed. */
function overagePrice({ overage, overageRate }: DraftLine, currency: string): string | null {
  if (overage !== "postpaid" || !isCurrency(currency)) return null;
  const rate = parseOverageRate(overageRate, currency);
  return rate === null ? null : formatOverageRate(rate, currency, "en");
}

/** The draft as a tenant would see it, redrawn while typing. */
export function PricingCard({ name, description, form }: { name: string; description: string; form: DraftForm }) {
  const included = form.features.filter((line) => line.included);
  return (
    <Card withBorder component="section" aria-label="Pricing card">
      <Title order={3}>{name}</Title>
      {description && (
        <Text size="sm" c="dimmed">
          {description}
        </Text>
      )}
      <Group gap={6} align="baseline" mt="sm">
        <Text fz={28} fw={650} style={{ fontVariantNumeric: "tabular-nums" }}>
          {priceText(form)}
        </Text>
        <Text size="sm" c="dimmed">
          {perInterval[form.interval]}
        </Text>
      </Group>
      {Number(form.trialDays) > 0 && (
        <Text size="sm">{`${form.trialDays} days of trial, ${form.trialNeedsCard ? "with a card" : "without a card"}`}</Text>
      )}
      <Divider my="sm" />
      {included.length === 0 ? (
        <Text size="sm" c="dimmed">
          Nothing is included yet.
        </Text>
      ) : (
        <List size="sm" spacing={4} icon={<IconCheck size={16} aria-hidden />}>
          {included.map((line) => (
            <ListItem key={line.featureId}>{describeIncluded(includedOf(line, form.currency))}</ListItem>
          ))}
          {form.ratePerMinute !== "" && (
            <ListItem>Up to {count.format(Number(form.ratePerMinute))} requests a minute</ListItem>
          )}
        </List>
      )}
    </Card>
  );
}

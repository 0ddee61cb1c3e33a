"use client";

import { Card, Divider, Group, List, ListItem, Text, Title } from "@mantine/core";
import { IconCheck } from "@tabler/icons-react";
import { describeIncluded, type Included } from "@/components/plans/describe-included";
import type { DraftForm, DraftLine } from "@/lib/catalog/draft-form";
import { formatMoney } from "@/lib/money";
import { parseMoney } from "@/lib/parse-money";

const count = new Intl.NumberFormat("en");

function priceText(form: DraftForm): string {
  const amountMinor = parseMoney(form.price, form.currency);
  if (amountMinor === null || !Intl.supportedValuesOf("currency").includes(form.currency)) return "–";
  return formatMoney({ amountMinor, currency: form.currency }, "en");
}

const includedOf = (line: DraftLine): Included => ({
  ...line,
  units: line.unlimited ? null : line.limitUnits === "" ? undefined : Number(line.limitUnits),
  creditsPerUnit: line.creditsPerUnit.trim() || null,
});

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
          a month
        </Text>
      </Group>
      {Number(form.trialDays) > 0 && <Text size="sm">{form.trialDays} days of trial</Text>}
      <Divider my="sm" />
      {included.length === 0 ? (
        <Text size="sm" c="dimmed">
          Nothing is included yet.
        </Text>
      ) : (
        <List size="sm" spacing={4} icon={<IconCheck size={16} aria-hidden />}>
          {included.map((line) => (
            <ListItem key={line.featureId}>{describeIncluded(includedOf(line))}</ListItem>
          ))}
          {form.ratePerMinute !== "" && (
            <ListItem>Up to {count.format(Number(form.ratePerMinute))} requests a minute</ListItem>
          )}
        </List>
      )}
    </Card>
  );
}

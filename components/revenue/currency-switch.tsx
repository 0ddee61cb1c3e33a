import { Group, Text } from "@mantine/core";
import { describeCount, describeMoney } from "@/components/revenue/describe-revenue";
import { TextLink } from "@/components/ui/text-link";
import type { RevenueScope } from "@/lib/analytics/revenue-views";

type Props = { view: RevenueScope; hrefOf: (currency: string) => string };

/** Money of several currencies is never added up: which one the page speaks of, and the others beside it. */
export function CurrencySwitch({ view, hrefOf }: Props) {
  if (view.currencies.length < 2) return null;
  return (
    <Group component="nav" aria-label="Currency" gap="md" mb="md">
      <Text fz="sm" c="dimmed">
        Each currency apart, no rates:
      </Text>
      {view.currencies.map(({ currency, mrrMinor, payers }) => {
        const words = `${currency} ${describeMoney(mrrMinor, currency)} a month, ${describeCount(payers, "tenant")}`;
        return currency === view.currency ? (
          <Text key={currency} fz="sm" fw={650} aria-current="true">
            {words}
          </Text>
        ) : (
          <TextLink key={currency} href={hrefOf(currency)} fz="sm">
            {words}
          </TextLink>
        );
      })}
    </Group>
  );
}

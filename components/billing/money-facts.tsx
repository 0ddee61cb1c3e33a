import { Text } from "@mantine/core";
import { describeTax } from "@/components/billing/describe-money";
import { Time } from "@/components/ui/time";
import type { BillingView } from "@/lib/billing/views";

type Props = { billing: Pick<BillingView, "tax" | "subscription" | "now" | "clockOffsetSeconds">; currency?: string };

/** Tax, currency, zone and, where a test clock was moved, the billing time: the foot of every money screen. */
export function MoneyFacts({ billing, currency = billing.subscription?.price.currency }: Props) {
  return (
    <Text fz="xs" c="dimmed" component="div">
      {describeTax(billing.tax)}
      {currency ? ` · Amounts in ${currency}` : ""} · Billing times in UTC
      {billing.clockOffsetSeconds !== 0 && (
        <>
          {" "}
          · Billing time was moved: it is <Time at={billing.now} form="moment" />
        </>
      )}
    </Text>
  );
}

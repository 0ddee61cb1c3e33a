import { Paper, Text } from "@mantine/core";
import type { BillingView } from "@/lib/billing/views";

type Props = { details: BillingView["billingDetails"]; tax: BillingView["tax"] };

/** Name, address and tax ids as they stand on invoices; they are changed on the payment provider's page. */
export function BillingDetails({ details: { name, email, address, taxIds }, tax }: Props) {
  const lines = [name, email, ...(address ?? "").split("\n"), ...taxIds.map((id) => `Tax id ${id}`)].filter(
    (line): line is string => !!line,
  );
  return (
    <Paper withBorder p="md">
      {lines.length === 0 ? (
        <Text c="dimmed">Nothing is entered. Invoices carry the e-mail address of the account&apos;s owner.</Text>
      ) : (
        lines.map((line) => <Text key={line}>{line}</Text>)
      )}
      <Text fz="sm" c="dimmed" mt={4}>
        {tax === "automatic"
          ? "Stripe works taxes out from this address and adds them to the invoice."
          : "No taxes are worked out: prices are charged as they stand."}
      </Text>
    </Paper>
  );
}

"use client";

import { Checkbox, Text, Textarea, TextInput } from "@mantine/core";
import { money } from "@/components/billing/describe-money";
import { DeedDialog } from "@/components/deeds/deed-dialog";
import { describeCredits } from "@/components/ui/describe-credits";
import type { StaffInvoiceView } from "@/lib/billing/staff-views";
import { moneyDecimal } from "@/lib/money";
import { parseMoney } from "@/lib/parse-money";
import { randomName } from "@/lib/random-name";

/** Gives money of a paid invoice back; credits that were bought with it may be taken back, even when they are used. */
export function RefundDialog({ invoice }: { invoice: StaffInvoiceView }) {
  const { currency } = invoice.total;
  const most = invoice.total.amountMinor - invoice.refunded.amountMinor;
  const left = money({ amountMinor: most, currency });
  const name = invoice.number ?? "this invoice";
  return (
    <DeedDialog
      open="Refund"
      openAria={`Refund ${name}`}
      title={`Refund ${name} of ${invoice.tenant.name}`}
      button={{ variant: "default", size: "xs" }}
      initialValues={() => ({
        amount: moneyDecimal({ amountMinor: most, currency }),
        takeBackCredits: invoice.credits !== null,
        reason: "",
        // One for each opening: pressing again after a lost answer gives nothing twice.
        requestId: randomName(),
      })}
      validate={({ amount, reason }) => {
        const minor = parseMoney(amount, currency);
        return {
          ...(minor === null || minor <= 0 ? { amount: "Write an amount such as 49.00." } : {}),
          ...(minor !== null && minor > most ? { amount: `At most ${left} can go back.` } : {}),
          ...(reason.trim().length < 3 ? { reason: "Say why: it is kept in the audit." } : {}),
        };
      }}
      deed={({ amount, takeBackCredits, reason, requestId }) => ({
        method: "POST",
        path: `/api/admin/invoices/${invoice.id}/refund`,
        body: { amountMinor: parseMoney(amount, currency) ?? 0, takeBackCredits, reason, requestId },
      })}
      done="The refund is on its way."
      submitLabel="Refund"
      danger
    >
      {(form) => (
        <>
          <TextInput
            label={`Amount (${currency})`}
            description={`Up to ${left}. It goes back to the card in a few days; the plan is not changed by it.`}
            inputMode="decimal"
            required
            data-autofocus
            {...form.getInputProps("amount")}
          />
          {invoice.credits !== null && (
            <Checkbox
              label={`Take back credits in proportion, of the ${describeCredits(invoice.credits)} bought`}
              description="What is used already becomes a debt: calls that need credits are refused until it is covered."
              {...form.getInputProps("takeBackCredits", { type: "checkbox" })}
            />
          )}
          <Textarea
            label="Reason"
            description="Kept in the audit."
            autosize
            minRows={2}
            {...form.getInputProps("reason")}
          />
          <Text fz="xs" c="dimmed">
            Cannot be undone.
          </Text>
        </>
      )}
    </DeedDialog>
  );
}

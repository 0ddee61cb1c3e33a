"use client";

import { Text, TextInput } from "@mantine/core";
import { DeedDialog } from "@/components/deeds/deed-dialog";
import type { MoneyView } from "@/lib/billing/views";
import { moneyDecimal } from "@/lib/money";
import { parseMoney } from "@/lib/parse-money";

type Props = {
  tenantId: string;
  tenantName: string;
  /** What is proposed. */
  price: MoneyView | null;
  statementId: string | null;
};

/** Records an invoice that was written elsewhere, so that the tenant sees it and lateness can follow from it. */
export function RecordInvoiceDialog({ tenantId, tenantName, price, statementId }: Props) {
  return (
    <DeedDialog
      open="Record invoice"
      openAria={`Record an invoice: ${tenantName}`}
      title={`Record an invoice of ${tenantName}`}
      button={{ variant: "default", size: statementId === null ? "sm" : "xs" }}
      initialValues={{
        number: "",
        amount: price === null ? "" : moneyDecimal(price),
        currency: price?.currency ?? "EUR",
        day: "",
        url: "",
      }}
      validate={({ number, amount, currency, url }) => {
        const isCurrency = Intl.supportedValuesOf("currency").includes(currency);
        return {
          ...(number.trim() === "" ? { number: "Write the invoice's number." } : {}),
          ...(isCurrency ? {} : { currency: "Write a currency such as EUR." }),
          ...(isCurrency && parseMoney(amount, currency) === null ? { amount: "Write an amount such as 49.00." } : {}),
          ...(url !== "" && !/^https:\/\//.test(url) ? { url: "Begin with https://." } : {}),
        };
      }}
      deed={({ number, amount, currency, day, url }) => ({
        method: "POST",
        path: `/api/admin/tenants/${tenantId}/subscription/invoice`,
        body: {
          number: number.trim(),
          amountMinor: parseMoney(amount, currency) ?? 0,
          currency,
          ...(day === "" ? {} : { dueAt: `${day}T23:59:59Z` }),
          ...(url === "" ? {} : { url }),
          ...(statementId === null ? {} : { statementId }),
        },
      })}
      done="The invoice was recorded."
      submitLabel="Record invoice"
    >
      {(form) => (
        <>
          <TextInput label="Number" required data-autofocus autoComplete="off" {...form.getInputProps("number")} />
          <TextInput label="Amount" inputMode="decimal" required {...form.getInputProps("amount")} />
          <TextInput label="Currency" maxLength={3} required {...form.getInputProps("currency")} />
          <TextInput type="date" label="Due (UTC, optional)" {...form.getInputProps("day")} />
          <TextInput label="Link (optional)" placeholder="https://" {...form.getInputProps("url")} />
          <Text size="xs" c="dimmed">
            Nothing is charged by this. The tenant sees it on its billing page.
          </Text>
        </>
      )}
    </DeedDialog>
  );
}

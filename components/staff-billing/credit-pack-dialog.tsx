"use client";

import { NumberInput, Text, TextInput } from "@mantine/core";
import { DeedDialog } from "@/components/deeds/deed-dialog";
import type { CreditPackRow } from "@/lib/catalog/views";
import { parseCredits } from "@/lib/credits";
import { parseMoney } from "@/lib/parse-money";

const isCurrency = (code: string) => Intl.supportedValuesOf("currency").includes(code);

/** Puts a pack of credits on sale. What it gives and costs never changes: automatic purchases have agreed to it. */
export function CreateCreditPackDialog() {
  return (
    <DeedDialog
      open="New pack"
      title="New credit pack"
      initialValues={{
        name: "",
        credits: "",
        price: "",
        currency: "EUR",
        days: "" as number | string,
        position: 0 as number | string,
      }}
      validate={({ name, credits, price, currency }) => ({
        ...(name.trim() === "" ? { name: "Name it." } : {}),
        ...(parseCredits(credits) ? {} : { credits: "Write a number of credits above 0 such as 2000." }),
        ...(isCurrency(currency) ? {} : { currency: "Write a currency such as EUR." }),
        ...(isCurrency(currency) && !parseMoney(price, currency) ? { price: "Write an amount such as 20.00." } : {}),
      })}
      deed={({ name, credits, price, currency, days, position }) => ({
        method: "POST",
        path: "/api/admin/credit-packs",
        body: {
          name: name.trim(),
          credits: credits.trim(),
          priceMinor: parseMoney(price, currency) ?? 0,
          currency,
          expiresAfterDays: days === "" ? null : Number(days),
          position: Number(position) || 0,
        },
      })}
      done="The pack is on sale."
      submitLabel="Put on sale"
    >
      {(form) => (
        <>
          <TextInput label="Name" required placeholder="2,000 credits" data-autofocus {...form.getInputProps("name")} />
          <TextInput label="Credits" required inputMode="decimal" {...form.getInputProps("credits")} />
          <TextInput label="Price" required inputMode="decimal" {...form.getInputProps("price")} />
          <TextInput label="Currency" required maxLength={3} {...form.getInputProps("currency")} />
          <NumberInput
            label="Good for, days"
            placeholder="Kept until used"
            min={1}
            max={3650}
            allowDecimal={false}
            {...form.getInputProps("days")}
          />
          <NumberInput label="Place in the list" min={0} max={1000} {...form.getInputProps("position")} />
          <Text size="xs" c="dimmed">
            Credits and price never change afterwards. For other terms put another pack on sale.
          </Text>
        </>
      )}
    </DeedDialog>
  );
}

/** Changes how a pack is named and placed. */
export function EditCreditPackDialog({ pack }: { pack: CreditPackRow }) {
  return (
    <DeedDialog
      open="Edit"
      openAria={`Edit ${pack.name}`}
      title={`Edit ${pack.name}`}
      button={{ variant: "default", size: "xs" }}
      initialValues={{ name: pack.name, position: pack.position as number | string }}
      validate={({ name }): Record<string, string> => (name.trim() === "" ? { name: "Name it." } : {})}
      deed={({ name, position }) => ({
        method: "PATCH",
        path: `/api/admin/credit-packs/${pack.id}`,
        body: { name: name.trim(), position: Number(position) || 0 },
      })}
      done="The pack was changed."
      submitLabel="Save"
    >
      {(form) => (
        <>
          <TextInput label="Name" required data-autofocus {...form.getInputProps("name")} />
          <NumberInput label="Place in the list" min={0} max={1000} {...form.getInputProps("position")} />
        </>
      )}
    </DeedDialog>
  );
}

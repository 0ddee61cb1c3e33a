"use client";

import { Checkbox, Select, Text, TextInput } from "@mantine/core";
import { money } from "@/components/billing/describe-money";
import { checkTopUp, type TopUpForm } from "@/components/credits/check-top-up";
import { DeedDialog } from "@/components/deeds/deed-dialog";
import { describeCredits } from "@/components/ui/describe-credits";
import { memberPath } from "@/lib/billing/client/queries";
import type { CreditPackView, TopUpView } from "@/lib/billing/views";
import { moneyDecimal } from "@/lib/money";
import { parseMoney } from "@/lib/parse-money";

type Props = { tenantId: string; topUp: TopUpView; packs: readonly CreditPackView[]; card: string | null };

/** Sets what may be bought without asking again: below X add Y, at most Z a month; consent in words. */
export function TopUpDialog({ tenantId, topUp, packs, card }: Props) {
  const byId = new Map(packs.map((pack) => [pack.id, pack]));
  const initial = topUp.pack ?? packs[0];
  if (!initial) return null;
  const initialValues = (): TopUpForm => ({
    threshold: topUp.threshold ?? "",
    creditPackId: initial.id,
    cap: topUp.monthlyCap ? moneyDecimal(topUp.monthlyCap) : "",
    consent: false,
  });
  return (
    <DeedDialog
      open={topUp.state === "off" ? "Set up" : "Change"}
      openAria={topUp.state === "off" ? "Set up automatic top-up" : "Change automatic top-up"}
      title="Automatic top-up"
      button={topUp.state === "off" ? {} : { variant: "default" }}
      initialValues={initialValues}
      validate={(values) => checkTopUp(values, byId.get(values.creditPackId) ?? null)}
      deed={({ threshold, creditPackId, cap }) => ({
        method: "PUT",
        path: memberPath(tenantId, "top-up"),
        body: {
          threshold: threshold.trim(),
          creditPackId,
          monthlyCapMinor: parseMoney(cap, (byId.get(creditPackId) ?? initial).price.currency) ?? 0,
          consent: true,
        },
      })}
      done="The automatic top-up is on."
      submitLabel="Switch it on"
    >
      {(form) => {
        const pack = byId.get(form.values.creditPackId) ?? initial;
        const capMinor = parseMoney(form.values.cap, pack.price.currency);
        const cap = capMinor === null ? "the amount above" : money({ ...pack.price, amountMinor: capMinor });
        return (
          <>
            <TextInput
              label="When fewer credits are left than"
              inputMode="decimal"
              placeholder="200"
              required
              data-autofocus
              autoComplete="off"
              {...form.getInputProps("threshold")}
            />
            <Select
              label="buy"
              data={packs.map(({ id, name, price }) => ({ value: id, label: `${name} for ${money(price)}` }))}
              allowDeselect={false}
              {...form.getInputProps("creditPackId")}
            />
            <TextInput
              label={`and spend at most, a calendar month (${pack.price.currency})`}
              inputMode="decimal"
              placeholder={moneyDecimal({ ...pack.price, amountMinor: pack.price.amountMinor * 3 })}
              description="Months begin at 00:00 UTC. Attempts under way count as spent."
              required
              autoComplete="off"
              {...form.getInputProps("cap")}
            />
            <Checkbox
              label={`${card ?? "The card on file"} may be charged ${money(pack.price)} each time fewer than ${form.values.threshold.trim() ? describeCredits(form.values.threshold.trim()) : "that many"} credits are left, up to ${cap} a month, without asking again.`}
              {...form.getInputProps("consent", { type: "checkbox" })}
            />
            <Text size="xs" c="dimmed">
              It can be switched off at any time. After a declined payment it waits 1 hour, then 6, then 24, and then
              stops.
            </Text>
          </>
        );
      }}
    </DeedDialog>
  );
}

"use client";

import { NumberInput, Text, Textarea, TextInput } from "@mantine/core";
import { DeedDialog } from "@/components/deeds/deed-dialog";
import { describeCredits } from "@/components/ui/describe-credits";
import { creditDecimal, parseCredits } from "@/lib/credits";
import { randomName } from "@/lib/random-name";
import { wallInstant } from "@/lib/wall-time";

type Props = { tenantId: string; tenantName: string; timeZone: string; size?: "xs" | "sm" };

const dayMs = 86_400_000;

const initialValues = () => ({
  credits: "",
  day: "",
  priority: 100 as number | string,
  reason: "",
  /** One for each opening: pressing again after a lost answer gives nothing twice. */
  requestId: randomName(),
});

/** The end of a day by the tenant's clock. */
const endOfDay = (day: string, timeZone: string): Date =>
  new Date(wallInstant(Date.parse(`${day}T00:00:00Z`) + dayMs, timeZone));

/** Gives a tenant a prepaid lot, with a reason and, if wanted, an end. */
export function GrantCreditsDialog({ tenantId, tenantName, timeZone, size = "xs" }: Props) {
  return (
    <DeedDialog
      open="Grant credits"
      openAria={`Grant credits: ${tenantName}`}
      title={`Grant ${tenantName} credits`}
      button={{ variant: "default", size }}
      initialValues={initialValues}
      validate={({ credits, reason, day }) => ({
        ...(parseCredits(credits) ? {} : { credits: "Write a number of credits above 0 such as 250 or 12.50." }),
        ...(day && endOfDay(day, timeZone).getTime() <= Date.now() ? { day: "Choose today or a later day." } : {}),
        ...(reason.trim().length < 3 ? { reason: "Say why: it is kept with the lot." } : {}),
      })}
      deed={({ credits, day, priority, ...rest }) => ({
        method: "POST",
        path: `/api/admin/tenants/${tenantId}/credit-lots`,
        body: {
          credits: credits.trim(),
          ...(day ? { expiresAt: endOfDay(day, timeZone).toISOString() } : {}),
          priority: priority === "" ? 100 : Number(priority),
          ...rest,
        },
      })}
      done="The credits were granted. Gateways follow within a second."
      submitLabel="Grant credits"
    >
      {(form) => {
        const micro = parseCredits(form.values.credits);
        return (
          <>
            <TextInput
              label="Credits"
              required
              inputMode="decimal"
              placeholder="250 or 12.50"
              description="At most six decimals."
              data-autofocus
              autoComplete="off"
              {...form.getInputProps("credits")}
            />
            <TextInput
              type="date"
              label={`Last day (${timeZone})`}
              description="Empty: they never end. What is left then is lost."
              {...form.getInputProps("day")}
            />
            <NumberInput
              label="Priority"
              description="The smaller number burns first; of equals, the lot that ends first."
              min={0}
              max={1000}
              allowDecimal={false}
              {...form.getInputProps("priority")}
            />
            <Textarea
              label="Reason"
              description="Kept with the lot and in the audit."
              required
              autosize
              {...form.getInputProps("reason")}
            />
            <Text size="sm" role="status">
              {micro
                ? `${tenantName} gets ${describeCredits(creditDecimal(micro))} credits. They pay for live calls once the included units are used, where its plan sells further units for credits.`
                : "Credits pay for live calls once the included units are used, where the plan sells further units for credits."}
            </Text>
          </>
        );
      }}
    </DeedDialog>
  );
}

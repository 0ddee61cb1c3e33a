"use client";

import { Text, Textarea, TextInput } from "@mantine/core";
import { DeedDialog } from "@/components/deeds/deed-dialog";

type Props = { tenantId: string; tenantName: string };

const dayMs = 86_400_000;
const inAWeek = () => new Date(Date.now() + 7 * dayMs).toISOString().slice(0, 10);

/** Keeps a tenant's calls going although an invoice is unpaid: access until a day, as an exception with a reason. */
export function ExtendGraceDialog({ tenantId, tenantName }: Props) {
  return (
    <DeedDialog
      open="Extend grace"
      openAria={`Extend grace: ${tenantName}`}
      title={`Extend grace of ${tenantName}`}
      button={{ variant: "default", size: "xs" }}
      initialValues={() => ({ day: inAWeek(), reason: "" })}
      validate={({ day, reason }) => ({
        ...(day ? {} : { day: "Choose a day: every exception ends." }),
        ...(reason.trim().length < 3 ? { reason: "Say why: it is kept with the exception." } : {}),
      })}
      deed={({ day, reason }) => ({
        method: "POST",
        path: `/api/admin/tenants/${tenantId}/exceptions`,
        body: { kind: "access_until", endsAt: `${day}T23:59:59Z`, reason },
      })}
      done="Calls go on until then. Gateways follow within a second."
      submitLabel="Extend grace"
    >
      {(form) => (
        <>
          <Text size="sm">Calls go on although the invoice is unpaid. The invoice stays as it is.</Text>
          <TextInput type="date" label="Until (last day, UTC)" {...form.getInputProps("day")} />
          <Textarea label="Reason" description="Kept with the exception." autosize {...form.getInputProps("reason")} />
        </>
      )}
    </DeedDialog>
  );
}

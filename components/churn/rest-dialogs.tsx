"use client";

import { Button, Textarea, TextInput } from "@mantine/core";
import { DeedDialog } from "@/components/deeds/deed-dialog";
import { useDeed } from "@/components/deeds/use-deed";

type Props = { tenantId: string; tenantName: string };

const quiet = { variant: "subtle", size: "compact-xs" } as const;

/** Takes a tenant on: its line says whose it is. */
export function AssignButton({ tenantId, tenantName }: Props) {
  const { act, busy } = useDeed();
  return (
    <Button
      {...quiet}
      loading={busy}
      aria-label={`Assign ${tenantName} to me`}
      onClick={() =>
        void act(
          { method: "POST", path: "/api/admin/acts", body: { tenantId, kind: "assigned" } },
          `${tenantName} is yours now.`,
        )
      }
    >
      Assign to me
    </Button>
  );
}

/** Puts a tenant off until a day. */
export function SnoozeDialog({ tenantId, tenantName }: Props) {
  return (
    <DeedDialog
      open="Snooze"
      openAria={`Snooze ${tenantName}`}
      title={`Snooze ${tenantName}`}
      button={quiet}
      initialValues={{ day: "", note: "" }}
      validate={({ day }) => (day ? {} : { day: "Choose a day." })}
      deed={({ day, note }) => ({
        method: "POST",
        path: "/api/admin/acts",
        body: { tenantId, kind: "snoozed", until: `${day}T23:59:59Z`, ...(note ? { note } : {}) },
      })}
      done={`${tenantName} rests until then.`}
      submitLabel="Snooze"
    >
      {(form) => (
        <>
          <TextInput
            type="date"
            label="Until (last day, UTC)"
            description="90 days at most. It stands among the resting ones meanwhile."
            {...form.getInputProps("day")}
          />
          <TextInput label="Note (optional)" maxLength={500} {...form.getInputProps("note")} />
        </>
      )}
    </DeedDialog>
  );
}

/** Leaves a tenant as it is, on purpose and with a reason. */
export function NothingDialog({ tenantId, tenantName }: Props) {
  return (
    <DeedDialog
      open="Do nothing"
      openAria={`Do nothing about ${tenantName}`}
      title={`Do nothing about ${tenantName}`}
      button={quiet}
      initialValues={{ note: "" }}
      validate={({ note }) => (note.trim().length < 3 ? { note: "Say why: it is kept with the act." } : {})}
      deed={({ note }) => ({ method: "POST", path: "/api/admin/acts", body: { tenantId, kind: "nothing", note } })}
      done={`${tenantName} rests for 14 days.`}
      submitLabel="Do nothing"
    >
      {(form) => (
        <Textarea
          label="Why"
          description="It rests for 14 days, and this is remembered."
          autosize
          {...form.getInputProps("note")}
        />
      )}
    </DeedDialog>
  );
}

"use client";

import { Checkbox, Textarea, TextInput } from "@mantine/core";
import { useRef } from "react";
import { DeedDialog } from "@/components/deeds/deed-dialog";
import { contactText, mailtoOf } from "@/lib/analytics/signals/contact-text";
import type { ExpansionId, SignalId } from "@/lib/analytics/signals/types";

type Props = {
  tenantId: string;
  tenantName: string;
  contacts: readonly string[];
  about: SignalId | ExpansionId | null;
  /** What the button is beside, for its name. */
  aboutName?: string;
};

/** Opens a mail to a tenant with a first draft, and remembers that it was contacted: it rests for 14 days. */
export function ContactDialog({ tenantId, tenantName, contacts, about, aboutName }: Props) {
  const mail = useRef("");
  return (
    <DeedDialog
      open="Contact"
      openAria={`Contact ${tenantName}${aboutName ? `: ${aboutName}` : ""}`}
      title={`Contact ${tenantName}`}
      button={{ variant: "default", size: "xs" }}
      initialValues={() => ({ to: contacts.join(", "), ...contactText(tenantName, about), only: false, note: "" })}
      validate={({ to, only }) => (only || to.trim() ? {} : { to: "Write an address, or say that you have done it." })}
      deed={({ to, subject, body, only, note }) => {
        mail.current = only ? "" : mailtoOf(to, { subject, body });
        return {
          method: "POST",
          path: "/api/admin/acts",
          body: { tenantId, kind: "contacted", ...(note ? { note } : {}) },
        };
      }}
      done={`${tenantName} was noted as contacted and rests for 14 days.`}
      submitLabel="Open mail and remember"
      onDone={() => {
        if (!mail.current) return;
        const link = document.createElement("a");
        link.href = mail.current;
        link.click();
      }}
    >
      {(form) => (
        <>
          {!form.values.only && (
            <>
              <TextInput label="To" {...form.getInputProps("to")} />
              <TextInput label="Subject" {...form.getInputProps("subject")} />
              <Textarea
                label="Text"
                description="Your mail program opens with it; nothing is sent from here."
                autosize
                minRows={5}
                {...form.getInputProps("body")}
              />
            </>
          )}
          <Checkbox
            label="Only remember: I have called or written already"
            {...form.getInputProps("only", { type: "checkbox" })}
          />
          <TextInput label="Note for colleagues (optional)" maxLength={500} {...form.getInputProps("note")} />
        </>
      )}
    </DeedDialog>
  );
}

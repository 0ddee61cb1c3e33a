"use client";

import { Button, Radio, RadioGroup, Select, Stack, Text, Textarea } from "@mantine/core";
import { money } from "@/components/billing/describe-money";
import { DeedDialog } from "@/components/deeds/deed-dialog";
import { useDeed } from "@/components/deeds/use-deed";
import { describeMoment } from "@/components/ui/describe-time";
import { ProblemAlert } from "@/components/ui/problem-alert";
import { memberPath } from "@/lib/billing/client/queries";
import type { BillingView } from "@/lib/billing/views";

const reasons = [
  "Too expensive",
  "Not used enough",
  "Something is missing",
  "Moved to something else",
  "Only needed for a while",
  "Another reason",
];

/** What cancelling does, and when: fact and consequence. */
function consequence(billing: BillingView): string {
  const { subscription } = billing;
  if (!subscription) return "";
  const after =
    billing.fallbackPlanName === null
      ? "After that calls answer 402 subscription_expired."
      : `After that the plan ${billing.fallbackPlanName} holds.`;
  if (subscription.status === "suspended") return `The subscription ends at once. ${after}`;
  const ends = subscription.status === "trialing" ? subscription.trialEnd : subscription.periodEnd;
  const until = ends === null ? "the end of the period" : describeMoment(new Date(ends));
  return `${subscription.planName} goes on until ${until}, and nothing is charged for it after that. ${after} Keys, logs and settings stay. It can be taken back until then.`;
}

/** Cancels at the end of the period, with a reason; an open invoice is paid or closed, never forgotten. */
export function CancelDialog({ billing, tenantId }: { billing: BillingView; tenantId: string }) {
  const open = billing.openInvoices;
  return (
    <DeedDialog
      open="Cancel plan"
      title={`Cancel ${billing.subscription?.planName ?? "the plan"}`}
      button={{ variant: "default" }}
      initialValues={{ why: "", words: "", openInvoice: "keep" }}
      validate={({ why }): Record<string, string> => (why ? {} : { why: "Choose what comes closest." })}
      deed={({ why, words, openInvoice }) => ({
        method: "POST",
        path: memberPath(tenantId, "billing/cancel"),
        body: {
          reason: words.trim() === "" ? why : `${why}: ${words.trim()}`,
          ...(open.length > 0 ? { openInvoice } : {}),
        },
      })}
      done="The plan was cancelled."
      submitLabel="Cancel plan"
      cancelLabel="Go back"
      danger
    >
      {(form) => (
        <>
          <Text size="sm">{consequence(billing)}</Text>
          {open.length > 0 && (
            <RadioGroup
              label={`${open.length === 1 ? "One invoice is" : `${open.length} invoices are`} open`}
              description="Cancelling alone does not stop attempts to collect them."
              {...form.getInputProps("openInvoice")}
            >
              <Stack gap={6} mt={6}>
                <Radio
                  value="keep"
                  label={`Stays to be paid: ${open.map(({ number, due }) => `${number ?? "no number"} (${money(due)})`).join(", ")}`}
                />
                <Radio value="close" label="Is closed: nothing of it is collected any more" />
              </Stack>
            </RadioGroup>
          )}
          <Select
            label="Why"
            data={reasons}
            allowDeselect={false}
            required
            data-autofocus
            {...form.getInputProps("why")}
          />
          <Textarea
            label="In your words (optional)"
            autosize
            minRows={2}
            maxLength={400}
            {...form.getInputProps("words")}
          />
        </>
      )}
    </DeedDialog>
  );
}

type ActProps = { tenantId: string; path: string; body?: unknown; done: string; children: string };

/** Takes something back with one press: keeps a cancelled plan, undoes a scheduled change. */
export function TakeBackButton({ tenantId, path, body = {}, done, children }: ActProps) {
  const { act, busy, error } = useDeed();
  return (
    <Stack gap="xs" align="flex-start">
      <Button loading={busy} onClick={() => void act({ method: "POST", path: memberPath(tenantId, path), body }, done)}>
        {children}
      </Button>
      <ProblemAlert error={error} />
    </Stack>
  );
}

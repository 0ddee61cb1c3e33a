"use client";

import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { money } from "@/components/billing/describe-money";
import { describeCause } from "@/components/invoices/describe-cause";
import { useTenantHref } from "@/components/shell/use-tenant-href";
import { ProblemAlert } from "@/components/ui/problem-alert";
import { memberPath } from "@/lib/billing/client/queries";
import type { InvoiceView } from "@/lib/billing/views";
import { fetchJson, ProblemError } from "@/lib/client/fetch-json";

type Outcome = { status: "paid" | "action_required" | "declined"; cause: string | null; url: string | null };
type Props = { tenantId: string; invoices: readonly InvoiceView[]; card: string | null };

/** Pays every open invoice with the card on file, oldest first; a decline is told in plain words, with the way out. */
export function PayNow({ tenantId, invoices, card }: Props) {
  const router = useRouter();
  const tenantHref = useTenantHref();
  const [busy, setBusy] = useState(false);
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const [error, setError] = useState<ProblemError | null>(null);
  const [first] = invoices;
  if (!first) return null;
  const due = { ...first.due, amountMinor: invoices.reduce((sum, invoice) => sum + invoice.due.amountMinor, 0) };
  const pay = async () => {
    setBusy(true);
    setError(null);
    setOutcome(null);
    try {
      const answered = await fetchJson<Outcome>(memberPath(tenantId, "billing/pay"), { method: "POST", body: {} });
      setOutcome(answered);
      router.refresh();
      if (answered.status === "paid") router.push(tenantHref("/console/unblock"));
    } catch (thrown) {
      if (!(thrown instanceof ProblemError)) throw thrown;
      setError(thrown);
      router.refresh();
    } finally {
      setBusy(false);
    }
  };
  return (
    <Stack gap="sm">
      <Group gap="sm">
        <Button loading={busy} disabled={card === null} onClick={() => void pay()}>
          {`Pay ${money(due)} now`}
        </Button>
        <Text fz="sm" c="dimmed">
          {card === null ? "There is no card on file: add one first." : `With ${card}.`}
        </Text>
      </Group>
      <div role="status">
        {outcome?.status === "declined" && (
          <Alert color="red" variant="outline" title="Not paid">
            {describeCause(outcome.cause)}
          </Alert>
        )}
        {outcome?.status === "action_required" && (
          <Alert color="orange" variant="outline" title="Your bank wants a confirmation">
            <Text fz="sm" mb="xs">
              The payment is finished on the invoice&apos;s page.
            </Text>
            {outcome.url && (
              <Button component="a" href={outcome.url} size="xs">
                Confirm the payment
              </Button>
            )}
          </Alert>
        )}
        {outcome?.status === "paid" && <Text fz="sm">Paid. Calls pass within seconds.</Text>}
      </div>
      <ProblemAlert error={error} />
    </Stack>
  );
}

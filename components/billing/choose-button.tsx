"use client";

import { Button, Stack, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { useLeaveFor } from "@/components/billing/use-leave-for";
import { useTenantHref } from "@/components/shell/use-tenant-href";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { LinkButton } from "@/components/ui/link-button";
import { ProblemAlert } from "@/components/ui/problem-alert";
import { memberPath } from "@/lib/billing/client/queries";
import type { OfferView } from "@/lib/billing/views";

const words: Partial<Record<OfferView["choice"], string>> = {
  subscribe: "Subscribe",
  start_free: "Choose",
  start_trial: "Start trial",
};

const whys: Record<string, string> = {
  other_currency: "It is priced in another currency than your account pays in.",
  change_open: "Another change waits. Undo it or let it take effect first.",
  not_synced: "It is not on sale yet.",
  cancellation_open: "The present plan was cancelled. Keep it first, or choose again once it has ended.",
  payment_overdue: "An invoice is unpaid. Pay it first.",
  unknown_price: "Your present price is of no plan here. Ask the operator.",
  cancel_first: "Cancel the present plan first; this one can be chosen once it has ended.",
  billed_by_hand: "The operator invoices your account. Ask them to change the plan.",
};

type Props = {
  offer: OfferView;
  tenantId: string;
  fromRequestId: string | null;
  /** A trial that would end at once, and cannot be begun again. */
  endsTrialOf?: string | null;
};

/** What choosing this plan would do now: buy it, start it at once, or look at the change first. */
export function ChooseButton({ offer, tenantId, fromRequestId, endsTrialOf = null }: Props) {
  const router = useRouter();
  const tenantHref = useTenantHref();
  const { leaveFor, busy, error } = useLeaveFor();
  const [asks, setAsks] = useState(false);
  if (offer.choice === "current") return null;
  if (offer.choice === "unavailable") {
    return (
      <Text fz="sm" c="dimmed">
        {whys[offer.why ?? ""] ?? "It cannot be chosen now."}
      </Text>
    );
  }
  if (offer.choice === "upgrade" || offer.choice === "downgrade") {
    return (
      <LinkButton
        href={tenantHref(`/console/plan/change?to=${offer.planVersionId}`)}
        variant={offer.choice === "upgrade" ? "filled" : "default"}
        fullWidth
      >
        {`${offer.choice === "upgrade" ? "Upgrade" : "Change"} to ${offer.planName}`}
      </LinkButton>
    );
  }
  const choose = () =>
    leaveFor(
      memberPath(tenantId, "checkout/subscribe"),
      { planVersionId: offer.planVersionId, ...(fromRequestId === null ? {} : { fromRequestId }) },
      () => {
        notifications.show({
          message: `${offer.planName} is your plan now. Calls follow within a second.`,
          color: "teal",
        });
        router.push(tenantHref("/console/plan"));
        router.refresh();
      },
    );
  const asksFirst = endsTrialOf !== null && offer.choice === "start_free";
  return (
    <Stack gap="xs">
      <Button
        loading={busy}
        fullWidth
        aria-label={`${words[offer.choice]}: ${offer.planName}`}
        onClick={() => (asksFirst ? setAsks(true) : void choose())}
      >
        {words[offer.choice]}
      </Button>
      {asksFirst && (
        <ConfirmDialog
          opened={asks}
          onClose={() => setAsks(false)}
          title={`Choose ${offer.planName}`}
          confirmLabel={`Choose ${offer.planName}`}
          onConfirm={choose}
        >
          {`The trial of ${endsTrialOf} ends at once. An account has one trial: it cannot be begun again.`}
        </ConfirmDialog>
      )}
      <ProblemAlert error={error} />
    </Stack>
  );
}

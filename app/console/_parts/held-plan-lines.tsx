import { Button, Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { describeChange, describeSubscription } from "@/components/billing/describe-subscription";
import { CancelDialog, TakeBackButton } from "@/components/billing/plan-acts";
import { StateLine } from "@/components/billing/state-line";
import { LinkButton } from "@/components/ui/link-button";
import type { BillingView } from "@/lib/billing/views";

type Props = {
  billing: BillingView;
  tenantId: string;
  billingHref: string;
  mayWrite: boolean;
  children?: ReactNode;
};

/** What is held, a payment on its way, a change that waits: each with the acts that lead out of it. */
export function HeldPlanLines({ billing, tenantId, billingHref, mayWrite, children }: Props) {
  const { subscription, change } = billing;
  // Without a payment provider nothing of its subscriptions can be changed from here.
  const mayAct = mayWrite && billing.mode !== "manual";
  return (
    <Stack gap="sm">
      {billing.isConfirming && (
        <Text role="status">A payment is being confirmed by the provider. Nothing more to do here.</Text>
      )}
      <StateLine told={describeSubscription(billing)}>
        {mayAct && <HeldActs billing={billing} tenantId={tenantId} billingHref={billingHref} />}
      </StateLine>
      {children}
      {change && subscription && change.kind !== "cancel" && (
        <StateLine told={describeChange(change, subscription.planName)} level={3}>
          {mayAct && change.status === "pending_payment" && change.payUrl !== null && (
            <Button component="a" href={change.payUrl}>
              Finish the payment
            </Button>
          )}
          {mayAct && (
            <TakeBackButton
              tenantId={tenantId}
              path="billing/change/undo"
              body={{ changeId: change.id }}
              done="The change was undone."
            >
              {`Stay on ${subscription.planName}`}
            </TakeBackButton>
          )}
        </StateLine>
      )}
    </Stack>
  );
}

function HeldActs({ billing, tenantId, billingHref }: Omit<Props, "mayWrite" | "children">) {
  const { subscription } = billing;
  if (!subscription || subscription.status === "ended" || subscription.billedBy === "manual") return null;
  const isLate = subscription.status === "grace" || subscription.status === "suspended";
  const isCancelled = subscription.cancelAt !== null;
  return (
    <>
      {isLate && <LinkButton href={billingHref}>Pay or change the card</LinkButton>}
      {isCancelled && subscription.status !== "suspended" && (
        <TakeBackButton tenantId={tenantId} path="billing/keep" done={`${subscription.planName} goes on.`}>
          {`Keep ${subscription.planName}`}
        </TakeBackButton>
      )}
      {!isCancelled && subscription.billedBy === "stripe" && <CancelDialog billing={billing} tenantId={tenantId} />}
    </>
  );
}

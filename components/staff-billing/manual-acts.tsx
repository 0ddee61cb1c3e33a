import { ConfirmDeed } from "@/components/deeds/confirm-deed";
import { RecordInvoiceDialog } from "@/components/staff-invoices/record-invoice-dialog";
import type { StaffBillingView } from "@/lib/billing/staff-views";

type Props = { billing: StaffBillingView; tenantId: string; tenantName: string };

/** What staff can do with a subscription that is billed by hand; those of Stripe are changed by their holder or there. */
export function ManualActs({ billing, tenantId, tenantName }: Props) {
  const held = billing.subscriptions.find((each) => each.endedAt === null && each.billedBy === "manual");
  if (!held) return null;
  const path = `/api/admin/tenants/${tenantId}/subscription`;
  const quiet = { variant: "default" } as const;
  const isPaused = held.status === "paused";
  return (
    <>
      {held.overdueSince === null ? (
        <ConfirmDeed
          open="Mark overdue"
          title={`Mark ${tenantName} as overdue`}
          consequence="Grace begins: calls go on with a warning for the days that the plan gives. After that they answer 402 subscription_past_due."
          asksReason
          submitLabel="Mark overdue"
          done={`${tenantName} is overdue.`}
          deed={{ method: "POST", path: `${path}/overdue` }}
          button={quiet}
        />
      ) : (
        <ConfirmDeed
          open="Mark paid"
          title={`Mark ${tenantName} as paid`}
          consequence="Its calls pass within a second."
          asksReason
          calm
          submitLabel="Mark paid"
          done={`${tenantName} has paid.`}
          deed={{ method: "POST", path: `${path}/paid` }}
          button={{}}
        />
      )}
      <RecordInvoiceDialog tenantId={tenantId} tenantName={tenantName} price={held.price} statementId={null} />
      <ConfirmDeed
        key={held.status}
        open={isPaused ? "Resume" : "Pause"}
        title={`${isPaused ? "Resume" : "Pause"} ${tenantName}'s subscription`}
        consequence={
          isPaused
            ? "Its calls are let through again within a second, in the same period."
            : "Its calls answer 402 subscription_paused within a second. The period runs on."
        }
        asksReason
        calm={isPaused}
        submitLabel={isPaused ? "Resume subscription" : "Pause subscription"}
        done={isPaused ? "The subscription runs again." : "The subscription is paused."}
        deed={{ method: "POST", path: `${path}/${isPaused ? "resume" : "pause"}` }}
        button={quiet}
      />
      <ConfirmDeed
        open="End"
        title={`End ${tenantName}'s subscription`}
        consequence="Its calls answer 402 subscription_expired within a second, or what the fallback plan gives. A new plan begins a new period."
        asksReason
        submitLabel="End subscription"
        done="The subscription has ended."
        deed={{ method: "POST", path: `${path}/end` }}
        button={quiet}
      />
    </>
  );
}

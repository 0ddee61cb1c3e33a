import { and, eq, sql } from "drizzle-orm";
import type { z } from "zod";
import { invoice } from "@/db/schema/invoices";
import { ChangeManualInput } from "@/lib/billing/manual-inputs";
import { changeManual } from "@/lib/billing/server/manual/change-manual";
import type { SubscriptionView } from "@/lib/entitlements/views";
import { parseInput } from "@/lib/parse-input";
import { authorizeStaff } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";

/**
 * Says that everything billed by hand was paid: it is no longer overdue, and its recorded invoices are paid.
 * @throws AppError `not_found` without any.
 */
export async function markPaid(ctx: Ctx, input: z.input<typeof ChangeManualInput>): Promise<SubscriptionView> {
  authorizeStaff(ctx, "staff:subscriptions");
  const { tenantId, reason } = parseInput(ChangeManualInput, input);
  return changeManual(ctx, {
    tenantId,
    action: "subscription.paid",
    reason,
    change: () => ({ overdueSince: null }),
    also: async (tx, _row, now) => {
      await tx
        .update(invoice)
        .set({ status: "paid", paidMinor: sql`${invoice.totalMinor}`, dueMinor: 0, paidAt: now })
        .where(and(eq(invoice.tenantId, tenantId), eq(invoice.billedBy, "manual"), eq(invoice.status, "open")));
    },
  });
}

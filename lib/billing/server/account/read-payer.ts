import { eq } from "drizzle-orm";
import { database } from "@/db/client";
import { billingAccount } from "@/db/schema/billing";
import { billingNow } from "@/lib/billing/billing-now";
import type { BillingView } from "@/lib/billing/views";

type Row = typeof billingAccount.$inferSelect;
export type PayerState = {
  account: Row | null;
  billingNow: Date;
  clockOffsetSeconds: number;
  syncedAt: Date | null;
  billingDetails: BillingView["billingDetails"];
};

/** A tenant as a payer; one that never paid has the real time and no details. */
export async function readPayer(tenantId: string, now: Date): Promise<PayerState> {
  const [account = null] = await database().select().from(billingAccount).where(eq(billingAccount.tenantId, tenantId));
  const clockOffsetSeconds = account?.clockOffsetSeconds ?? 0;
  return {
    account,
    billingNow: billingNow(now, clockOffsetSeconds),
    clockOffsetSeconds,
    syncedAt: account?.syncedAt ?? null,
    billingDetails: {
      name: account?.billingName ?? null,
      email: account?.billingEmail ?? null,
      address: account?.billingAddress ? addressLine(account.billingAddress) : null,
      taxIds: account?.taxIds.map(({ value }) => value) ?? [],
    },
  };
}

const parts = ["line1", "line2", "postal_code", "city", "state", "country"] as const;

function addressLine(address: Record<string, string | null>): string | null {
  const line = parts.flatMap((part) => address[part] || []).join(", ");
  return line === "" ? null : line;
}

import type { paymentMethod } from "@/db/schema/invoices";
import type { DeclineCause } from "@/lib/billing/types";
import type { CardView } from "@/lib/billing/views";

/** A saved card as people are shown it. */
export const describeCard = (row: typeof paymentMethod.$inferSelect): CardView => ({
  id: row.stripePaymentMethodId,
  brand: row.brand,
  last4: row.last4,
  expMonth: row.expMonth,
  expYear: row.expYear,
  isDefault: row.isDefault,
  lastCause: row.lastCause as DeclineCause | null,
});

import type { subscription } from "@/db/schema/entitlements";
import type { SubscriptionView } from "@/lib/entitlements/views";

export const describeSubscription = (row: typeof subscription.$inferSelect): SubscriptionView => ({
  id: row.id,
  tenantId: row.tenantId,
  planVersionId: row.planVersionId,
  status: row.status,
  anchor: row.anchor.toISOString(),
  startedAt: row.startedAt.toISOString(),
  endsAt: row.endsAt?.toISOString() ?? null,
});

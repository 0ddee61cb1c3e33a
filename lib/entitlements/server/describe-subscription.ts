import type { subscription } from "@/db/schema/entitlements";
import type { SubscriptionState } from "@/lib/entitlements/types";

/** What a tenant holds, as people are told. */
export type SubscriptionView = {
  id: string;
  tenantId: string;
  planVersionId: string;
  status: SubscriptionState;
  anchor: string;
  startedAt: string;
  endsAt: string | null;
};

export const describeSubscription = (row: typeof subscription.$inferSelect): SubscriptionView => ({
  id: row.id,
  tenantId: row.tenantId,
  planVersionId: row.planVersionId,
  status: row.status,
  anchor: row.anchor.toISOString(),
  startedAt: row.startedAt.toISOString(),
  endsAt: row.endsAt?.toISOString() ?? null,
});

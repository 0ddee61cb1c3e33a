import type { subscription } from "@/db/schema/entitlements";
import { readGrant } from "@/lib/entitlements/server/read-grant";
import type { SubscriptionView } from "@/lib/entitlements/views";

export const describeSubscription = (row: typeof subscription.$inferSelect): SubscriptionView => ({
  id: row.id,
  tenantId: row.tenantId,
  planVersionId: row.planVersionId,
  status: row.status,
  reason: row.reason,
  source: row.source,
  anchor: row.anchor.toISOString(),
  startedAt: row.startedAt.toISOString(),
  endsAt: row.endsAt?.toISOString() ?? null,
  after: readGrant(row).after,
  overdue: row.overdue,
  clockOffsetSeconds: row.clockOffsetSeconds,
});

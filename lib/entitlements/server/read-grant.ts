import type { subscription } from "@/db/schema/entitlements";
import type { ClosedReason, Grant } from "@/lib/entitlements/types";

/** The grant that a row of `subscription` holds. */
export const readGrant = (row: typeof subscription.$inferSelect): Grant => ({
  planVersionId: row.planVersionId,
  status: row.status,
  reason: row.reason,
  source: row.source,
  anchor: row.anchor,
  startedAt: row.startedAt,
  endsAt: row.endsAt,
  after: row.afterStatus && {
    status: row.afterStatus,
    planVersionId: row.afterPlanVersionId ?? row.planVersionId,
    reason: row.afterReason as ClosedReason | null,
  },
  overdue: row.overdue,
  clockOffsetSeconds: row.clockOffsetSeconds,
});

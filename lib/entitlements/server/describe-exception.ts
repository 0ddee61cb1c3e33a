import type { exception } from "@/db/schema/entitlements";
import type { ExceptionView } from "@/lib/entitlements/views";

export const describeException = (row: typeof exception.$inferSelect): ExceptionView => ({
  id: row.id,
  tenantId: row.tenantId,
  kind: row.kind,
  featureId: row.featureId,
  units: row.units,
  reason: row.reason,
  startsAt: row.startsAt.toISOString(),
  endsAt: row.endsAt.toISOString(),
  withdrawnAt: row.withdrawnAt?.toISOString() ?? null,
});

import type { exception } from "@/db/schema/entitlements";

/** Something given to a tenant beside its plan, as staff see it. */
export type ExceptionView = {
  id: string;
  tenantId: string;
  kind: "extra_units" | "feature_access" | "access_until";
  featureId: string | null;
  units: number | null;
  reason: string;
  startsAt: string;
  endsAt: string;
  withdrawnAt: string | null;
};

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

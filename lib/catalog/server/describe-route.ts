import type { route } from "@/db/schema/catalog";
import type { RouteView } from "@/lib/catalog/views";

export const describeRoute = (row: typeof route.$inferSelect): RouteView => ({
  id: row.id,
  apiId: row.apiId,
  method: row.method,
  path: row.path,
  featureId: row.featureId,
  costUnits: row.costUnits,
  costHeader: row.costHeader,
  minCostUnits: row.minCostUnits,
  scope: row.scope,
  maxBodyBytes: row.maxBodyBytes,
  chargedStatuses: row.chargedStatuses,
  archivedAt: row.archivedAt?.toISOString() ?? null,
});

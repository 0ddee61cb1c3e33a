import type { route } from "@/db/schema/catalog";

/** A route as staff see it. */
export type RouteView = {
  id: string;
  apiId: string;
  method: string;
  path: string;
  /** Null: free and unmetered. */
  featureId: string | null;
  costUnits: number;
  scope: string | null;
  maxBodyBytes: number;
  chargedStatuses: [number, number][];
  archivedAt: string | null;
};

export const describeRoute = (row: typeof route.$inferSelect): RouteView => ({
  id: row.id,
  apiId: row.apiId,
  method: row.method,
  path: row.path,
  featureId: row.featureId,
  costUnits: row.costUnits,
  scope: row.scope,
  maxBodyBytes: row.maxBodyBytes,
  chargedStatuses: row.chargedStatuses,
  archivedAt: row.archivedAt?.toISOString() ?? null,
});

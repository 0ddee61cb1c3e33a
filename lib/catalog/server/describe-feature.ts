import type { feature } from "@/db/schema/catalog";
import type { FeatureView } from "@/lib/catalog/views";

export const describeFeature = (row: typeof feature.$inferSelect): FeatureView => ({
  id: row.id,
  slug: row.slug,
  name: row.name,
  nameDe: row.nameDe,
  kind: row.kind,
  unit: row.unit,
  unitPlural: row.unitPlural,
  contactSales: row.contactSales,
  archivedAt: row.archivedAt?.toISOString() ?? null,
});

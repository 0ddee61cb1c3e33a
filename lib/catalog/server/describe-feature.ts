import type { feature } from "@/db/schema/catalog";
import type { FeatureKind } from "@/lib/catalog/types";

/** A feature as staff see it. */
export type FeatureView = {
  id: string;
  slug: string;
  name: string;
  nameDe: string | null;
  kind: FeatureKind;
  unit: string;
  unitPlural: string;
  contactSales: boolean;
  archivedAt: string | null;
};

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

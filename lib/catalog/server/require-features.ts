import { and, inArray, isNull } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { feature } from "@/db/schema/catalog";
import type { FeatureKind } from "@/lib/catalog/types";
import { invalidField } from "@/lib/invalid-field";

/**
 * The kinds of the named features, which must all exist and be in service; they are held so until the commit.
 * @throws AppError `validation_failed` that names the first one that is not; `pointers` holds one pointer an id.
 */
export async function requireFeatures(
  tx: Transaction,
  ids: readonly string[],
  pointers: readonly string[],
): Promise<Map<string, FeatureKind>> {
  if (ids.length === 0) return new Map();
  const rows = await tx
    .select({ id: feature.id, kind: feature.kind })
    .from(feature)
    .where(and(inArray(feature.id, [...ids]), isNull(feature.archivedAt)))
    .for("share");
  const kinds = new Map(rows.map((row) => [row.id, row.kind]));
  const missing = ids.findIndex((id) => !kinds.has(id));
  if (missing >= 0) throw invalidField(pointers[missing] ?? "", "unknown", "This feature does not exist.");
  return kinds;
}

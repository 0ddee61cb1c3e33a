import { and, asc, eq, isNull } from "drizzle-orm";
import { database } from "@/db/client";
import { feature } from "@/db/schema/catalog";
import type { MeterChoice } from "@/lib/keys/types";
import { authorizeMember } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";

/** The features in service that a key can have a budget for, by name. */
export async function listMeters(ctx: Ctx): Promise<MeterChoice[]> {
  authorizeMember(ctx, "keys:read");
  return database()
    .select({ featureId: feature.id, featureName: feature.name, unitPlural: feature.unitPlural })
    .from(feature)
    .where(and(eq(feature.kind, "meter"), isNull(feature.archivedAt)))
    .orderBy(asc(feature.name), asc(feature.id));
}

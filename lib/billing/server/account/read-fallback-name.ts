import { and, desc, eq, isNull } from "drizzle-orm";
import { database } from "@/db/client";
import { plan, planVersion } from "@/db/schema/catalog";

/** The plan that takes the place of one that ends; null: nothing does. */
export async function readFallbackName(): Promise<string | null> {
  const [row] = await database()
    .select({ name: plan.name })
    .from(plan)
    .innerJoin(planVersion, eq(planVersion.planId, plan.id))
    .where(and(eq(plan.fallback, true), isNull(plan.archivedAt), eq(planVersion.status, "published")))
    .orderBy(desc(planVersion.number))
    .limit(1);
  return row?.name ?? null;
}

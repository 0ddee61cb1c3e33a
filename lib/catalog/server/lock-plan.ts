import { and, eq, isNull } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { plan } from "@/db/schema/catalog";
import { AppError } from "@/lib/errors";

/**
 * Holds a plan in service until the commit, so that two editors of its draft take turns.
 * @throws AppError `not_found`.
 */
export async function lockPlan(tx: Transaction, planId: string): Promise<typeof plan.$inferSelect> {
  const [row] = await tx
    .select()
    .from(plan)
    .where(and(eq(plan.id, planId), isNull(plan.archivedAt)))
    .for("update");
  if (!row) throw new AppError("not_found");
  return row;
}

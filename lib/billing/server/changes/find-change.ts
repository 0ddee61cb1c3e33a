import { and, eq } from "drizzle-orm";
import type { Reader } from "@/db/client";
import { planChange } from "@/db/schema/billing";
import { AppError } from "@/lib/errors";

export type PlanChangeRow = typeof planChange.$inferSelect;

/** A tenant's own change. @throws AppError `not_found` */
export async function findChange(reader: Reader, tenantId: string, changeId: string): Promise<PlanChangeRow> {
  const [row] = await reader
    .select()
    .from(planChange)
    .where(and(eq(planChange.id, changeId), eq(planChange.tenantId, tenantId)));
  if (!row) throw new AppError("not_found");
  return row;
}

import { and, desc, eq, ne } from "drizzle-orm";
import type { z } from "zod";
import { database } from "@/db/client";
import { planVersion } from "@/db/schema/catalog";
import { loadPlanSync } from "@/lib/billing/server/plans/load-plan-sync";
import type { PlanSyncView } from "@/lib/billing/staff-views";
import { PlanIdInput } from "@/lib/catalog/inputs";
import { parseInput } from "@/lib/parse-input";
import { authorizeStaff } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";

/** How far each version of a plan is in Stripe, newest first; drafts are nowhere. */
export async function getPlanSync(ctx: Ctx, input: z.input<typeof PlanIdInput>): Promise<PlanSyncView[]> {
  authorizeStaff(ctx, "staff:read");
  const { planId } = parseInput(PlanIdInput, input);
  const versions = await database()
    .select({ id: planVersion.id })
    .from(planVersion)
    .where(and(eq(planVersion.planId, planId), ne(planVersion.status, "draft")))
    .orderBy(desc(planVersion.number));
  const views: PlanSyncView[] = [];
  for (const { id } of versions) views.push(await loadPlanSync(id));
  return views;
}

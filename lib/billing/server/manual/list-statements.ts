import { desc, eq } from "drizzle-orm";
import { database } from "@/db/client";
import { plan, planVersion } from "@/db/schema/catalog";
import { statement } from "@/db/schema/invoices";
import { describeStatement } from "@/lib/billing/server/manual/describe-statement";
import type { StatementView } from "@/lib/billing/staff-views";
import { authorizeMember } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";

/** Ten years of months. */
const listed = 120;

/** What the caller's tenant owes for each period that is billed by hand, newest first. */
export async function listStatements(ctx: Ctx): Promise<StatementView[]> {
  return selectStatements(authorizeMember(ctx, "invoices:read"));
}

/** Who may ask is the caller's matter. */
export async function selectStatements(tenantId: string): Promise<StatementView[]> {
  const rows = await database()
    .select({ statement, planName: plan.name })
    .from(statement)
    .innerJoin(planVersion, eq(planVersion.id, statement.planVersionId))
    .innerJoin(plan, eq(plan.id, planVersion.planId))
    .where(eq(statement.tenantId, tenantId))
    .orderBy(desc(statement.periodStart), desc(statement.id))
    .limit(listed);
  return rows.map((row) => describeStatement(row.statement, row.planName));
}

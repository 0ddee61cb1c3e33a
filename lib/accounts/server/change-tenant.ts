import { and, eq, type SQL } from "drizzle-orm";
import { recordChange } from "@/db/record-change";
import { tenant } from "@/db/schema/accounts";
import { inTransaction } from "@/db/transaction";
import { describeTenant } from "@/lib/accounts/server/describe-tenant";
import type { TenantView } from "@/lib/accounts/views";
import { AppError } from "@/lib/errors";
import type { Ctx } from "@/lib/server/context";
import { recordAudit } from "@/lib/server/record-audit";

type TenantChange = {
  tenantId: string;
  action: string;
  set: Partial<Pick<typeof tenant.$inferInsert, "name" | "status" | "suspendedAt" | "suspendedReason" | "timeZone">>;
  reason?: string;
  /** What must still hold, and what to say when it does not. */
  only?: { condition: SQL; otherwise: string };
};

/** One conditional change of a tenant with its audit line, told to the gateways. */
export async function changeTenant(ctx: Ctx, change: TenantChange): Promise<TenantView> {
  return inTransaction(async (tx) => {
    const [before] = await tx.select().from(tenant).where(eq(tenant.id, change.tenantId)).for("update");
    if (!before) throw new AppError("not_found");
    const [row] = await tx
      .update(tenant)
      .set(change.set)
      .where(and(eq(tenant.id, change.tenantId), change.only?.condition))
      .returning();
    if (!row) throw new AppError("conflict", change.only?.otherwise);
    await recordAudit(tx, ctx, {
      action: change.action,
      objectKind: "tenant",
      objectId: change.tenantId,
      tenantId: change.tenantId,
      before: { name: before.name, status: before.status, timeZone: before.timeZone },
      after: { name: row.name, status: row.status, timeZone: row.timeZone },
      reason: change.reason,
    });
    await recordChange(tx, { subject: "tenant", subjectId: change.tenantId });
    return describeTenant(row);
  });
}

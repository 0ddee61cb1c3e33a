import type { z } from "zod";
import type { Transaction } from "@/db/client";
import { recordChange } from "@/db/record-change";
import { tenant } from "@/db/schema/accounts";
import type { CreateTenantInput } from "@/lib/accounts/inputs";
import { insertMember } from "@/lib/accounts/server/insert-member";
import { AppError } from "@/lib/errors";
import { newId } from "@/lib/id";
import type { Ctx } from "@/lib/server/context";
import { recordAudit } from "@/lib/server/record-audit";

/**
 * Writes a tenant and its owner in the caller's transaction; `createTenant` is what people use.
 * @param passwordHash taken for an owner who is new
 */
export async function insertTenant(
  tx: Transaction,
  ctx: Ctx,
  { owner, ...fields }: z.output<typeof CreateTenantInput>,
  passwordHash: string,
): Promise<{ row: typeof tenant.$inferSelect; owner: { personId: string; isNew: boolean } }> {
  const tenantId = newId("tenant", ctx.now);
  const [row] = await tx
    .insert(tenant)
    .values({ id: tenantId, ...fields, createdAt: ctx.now })
    .returning();
  const joined = await insertMember(tx, { tenantId, ...owner, role: "owner", passwordHash, now: ctx.now });
  if (!row || !joined) throw new AppError("conflict", "The owner could not be added. Try again.");
  await recordAudit(tx, ctx, {
    action: "tenant.created",
    objectKind: "tenant",
    objectId: tenantId,
    tenantId,
    after: { ...fields, owner: owner.email },
  });
  await recordChange(tx, { subject: "tenant", subjectId: tenantId });
  return { row, owner: joined };
}

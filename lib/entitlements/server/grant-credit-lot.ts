import { eq } from "drizzle-orm";
import type { z } from "zod";
import type { Transaction } from "@/db/client";
import { recordChange } from "@/db/record-change";
import { tenant } from "@/db/schema/accounts";
import { creditLot } from "@/db/schema/entitlements";
import { inTransaction } from "@/db/transaction";
import { creditDecimal, parseCredits } from "@/lib/credits";
import { supportBounds } from "@/lib/entitlements/exceeds-support-bounds";
import { GrantCreditLotInput } from "@/lib/entitlements/inputs";
import { postCreditLot } from "@/lib/entitlements/server/post-credit-lot";
import { AppError } from "@/lib/errors";
import { invalidField } from "@/lib/invalid-field";
import { parseInput } from "@/lib/parse-input";
import { authorizeStaff } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";
import { recordAudit } from "@/lib/server/record-audit";

/** Nobody could use a lot that is over before the gateways have heard of it. */
const shortestMs = 60_000;

type Grant = Omit<z.output<typeof GrantCreditLotInput>, "credits"> & { micro: number };

/**
 * Gives a tenant prepaid credits as a lot of their own. The same `requestId` sent again answers the lot that it made.
 * Support may give within bounds.
 * @throws AppError `not_found` for the tenant, `validation_failed`, `permission_denied` beyond support's bounds,
 * `conflict` for a `requestId` that gave something else.
 */
export async function grantCreditLot(
  ctx: Ctx,
  input: z.input<typeof GrantCreditLotInput>,
): Promise<{ lotId: string; isNew: boolean }> {
  authorizeStaff(ctx, "staff:credits");
  const { credits, ...fields } = parseInput(GrantCreditLotInput, input);
  const grant: Grant = { ...fields, micro: parseCredits(credits) ?? 0 };
  const expiresAt = grant.expiresAt === undefined ? null : new Date(grant.expiresAt);
  if (expiresAt && expiresAt.getTime() < ctx.now.getTime() + shortestMs) {
    throw invalidField("/expiresAt", "past", "The end must lie at least a minute ahead.");
  }
  const isSupport = ctx.actor.kind === "person" && ctx.actor.staffRole === "support";
  if (isSupport && grant.micro > supportBounds.creditMicro) {
    throw new AppError("permission_denied", "This is more than support may grant. Ask an admin.", { reason: "role" });
  }
  return inTransaction(async (tx) => {
    const [home] = await tx.select({ id: tenant.id }).from(tenant).where(eq(tenant.id, grant.tenantId)).for("share");
    if (!home) throw new AppError("not_found");
    const { lotId, isNew } = await postCreditLot(tx, {
      tenantId: grant.tenantId,
      kind: "granted",
      micro: grant.micro,
      priority: grant.priority,
      expiresAt,
      sourceType: "manual",
      sourceId: `${grant.tenantId}:${grant.requestId}`,
      reason: grant.reason,
      createdBy: ctx.actor.kind === "person" ? ctx.actor.personId : ctx.actor.name,
      now: ctx.now,
    });
    if (!isNew) {
      await requireSame(tx, lotId, grant, expiresAt);
      return { lotId, isNew };
    }
    await recordAudit(tx, ctx, {
      action: "credit_lot.granted",
      objectKind: "credit_lot",
      objectId: lotId,
      tenantId: grant.tenantId,
      after: { credits: creditDecimal(grant.micro), expiresAt, priority: grant.priority },
      reason: grant.reason,
    });
    await recordChange(tx, { subject: "tenant", subjectId: grant.tenantId });
    return { lotId, isNew };
  });
}

/** A repeat is the same grant; another one under its name is a mistake that must not look like success. */
async function requireSame(tx: Transaction, lotId: string, grant: Grant, expiresAt: Date | null): Promise<void> {
  const [held] = await tx.select().from(creditLot).where(eq(creditLot.id, lotId));
  if (held && held.micro === grant.micro && held.expiresAt?.getTime() === expiresAt?.getTime()) return;
  throw new AppError("conflict", "This requestId gave another lot already.", { reason: "request_id_reused", lotId });
}

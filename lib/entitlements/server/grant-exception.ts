import { eq } from "drizzle-orm";
import type { z } from "zod";
import { recordChange } from "@/db/record-change";
import { tenant } from "@/db/schema/accounts";
import { exception } from "@/db/schema/entitlements";
import { inTransaction } from "@/db/transaction";
import { requireFeatures } from "@/lib/catalog/server/require-features";
import { exceedsSupportBounds } from "@/lib/entitlements/exceeds-support-bounds";
import { GrantExceptionInput } from "@/lib/entitlements/inputs";
import { describeException } from "@/lib/entitlements/server/describe-exception";
import type { ExceptionView } from "@/lib/entitlements/views";
import { AppError } from "@/lib/errors";
import { newId } from "@/lib/id";
import { invalidField } from "@/lib/invalid-field";
import { parseInput } from "@/lib/parse-input";
import { authorizeStaff } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";
import { recordAudit } from "@/lib/server/record-audit";

/**
 * Gives a tenant units or access beside its plan, from now until `endsAt`. Support may do so within bounds.
 * @throws AppError `not_found` for the tenant, `validation_failed`, `permission_denied` beyond support's bounds.
 */
export async function grantException(ctx: Ctx, input: z.input<typeof GrantExceptionInput>): Promise<ExceptionView> {
  authorizeStaff(ctx, "staff:exceptions");
  const { endsAt: end, ...fields } = parseInput(GrantExceptionInput, input);
  const endsAt = new Date(end);
  if (endsAt <= ctx.now) throw invalidField("/endsAt", "past", "The end must lie in the future.");
  return inTransaction(async (tx) => {
    const [home] = await tx.select({ id: tenant.id }).from(tenant).where(eq(tenant.id, fields.tenantId)).for("share");
    if (!home) throw new AppError("not_found");
    const kinds = await requireFeatures(tx, fields.featureId ? [fields.featureId] : [], ["/featureId"]);
    const isSwitch = fields.featureId !== null && kinds.get(fields.featureId) === "switch";
    if (isSwitch && fields.units !== null) {
      throw invalidField("/units", "unexpected", "A switch is on or off; it has no units.");
    }
    if (isSwitch && fields.kind === "extra_units") {
      throw invalidField("/kind", "unexpected", "A switch has no units to add; give access to the feature instead.");
    }
    const durationMs = endsAt.getTime() - ctx.now.getTime();
    const support = ctx.actor.kind === "person" && ctx.actor.staffRole === "support";
    if (support && exceedsSupportBounds({ ...fields, isSwitch, durationMs })) {
      throw new AppError("permission_denied", "This is more than support may grant. Ask an admin.", { reason: "role" });
    }
    const [row] = await tx
      .insert(exception)
      .values({
        ...fields,
        id: newId("exception", ctx.now),
        startsAt: ctx.now,
        endsAt,
        grantedBy: ctx.actor.kind === "person" ? ctx.actor.personId : ctx.actor.name,
        createdAt: ctx.now,
      })
      .returning();
    if (!row) throw new AppError("conflict");
    const view = describeException(row);
    await recordAudit(tx, ctx, {
      action: "exception.granted",
      objectKind: "exception",
      objectId: row.id,
      tenantId: fields.tenantId,
      after: view,
      reason: fields.reason,
    });
    await recordChange(tx, { subject: "tenant", subjectId: fields.tenantId });
    return view;
  });
}

import type { z } from "zod";
import { planFeature, planVersion } from "@/db/schema/catalog";
import { inTransaction } from "@/db/transaction";
import { PlanIdInput } from "@/lib/catalog/inputs";
import { describeVersion } from "@/lib/catalog/server/describe-version";
import { loadDraft } from "@/lib/catalog/server/load-draft";
import { loadVersionContents } from "@/lib/catalog/server/load-version-contents";
import { lockPlan } from "@/lib/catalog/server/lock-plan";
import type { VersionView } from "@/lib/catalog/views";
import { AppError } from "@/lib/errors";
import { newId } from "@/lib/id";
import { parseInput } from "@/lib/parse-input";
import { authorizeStaff } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";
import { recordAudit } from "@/lib/server/record-audit";

/**
 * Starts a draft with the content of the live version, or an empty one after a discarded first draft.
 * @throws AppError `not_found`, `conflict` when the plan has a draft already.
 */
export async function startDraft(ctx: Ctx, input: z.input<typeof PlanIdInput>): Promise<VersionView> {
  authorizeStaff(ctx, "staff:catalog");
  const { planId } = parseInput(PlanIdInput, input);
  return inTransaction(async (tx) => {
    await lockPlan(tx, planId);
    const [newest] = await loadVersionContents(tx, planId);
    if (newest?.row.status === "draft") {
      throw new AppError("conflict", "This plan has a draft already: there is one at a time.", { reason: "has_draft" });
    }
    const id = newId("planVersion", ctx.now);
    await tx.insert(planVersion).values({
      id,
      planId,
      number: (newest?.row.number ?? 0) + 1,
      status: "draft",
      priceMinor: newest?.row.priceMinor ?? 0,
      currency: newest?.row.currency ?? "EUR",
      ratePerMinute: newest?.row.ratePerMinute ?? null,
      interval: newest?.row.interval ?? "month",
      trialDays: newest?.row.trialDays ?? 0,
      trialNeedsCard: newest?.row.trialNeedsCard ?? false,
      graceDays: newest?.row.graceDays ?? 7,
      trialGraceDays: newest?.row.trialGraceDays ?? 0,
      createdAt: ctx.now,
      updatedAt: ctx.now,
    });
    const lines = newest ? describeVersion(newest).features : [];
    if (lines.length > 0) await tx.insert(planFeature).values(lines.map((line) => ({ ...line, planVersionId: id })));
    await recordAudit(tx, ctx, { action: "plan_version.started", objectKind: "plan_version", objectId: id });
    return describeVersion(await loadDraft(tx, planId));
  });
}

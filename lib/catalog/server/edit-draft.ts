import { eq } from "drizzle-orm";
import type { z } from "zod";
import type { Transaction } from "@/db/client";
import { planFeature, planVersion } from "@/db/schema/catalog";
import { inTransaction } from "@/db/transaction";
import { EditDraftInput } from "@/lib/catalog/inputs";
import { describeVersion } from "@/lib/catalog/server/describe-version";
import { loadDraft } from "@/lib/catalog/server/load-draft";
import { lockPlan } from "@/lib/catalog/server/lock-plan";
import { requireFeatures } from "@/lib/catalog/server/require-features";
import type { VersionView } from "@/lib/catalog/views";
import { invalidField } from "@/lib/invalid-field";
import { parseInput } from "@/lib/parse-input";
import { authorizeStaff } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";
import { recordAudit } from "@/lib/server/record-audit";

type Draft = z.output<typeof EditDraftInput>;

/** A switch has no number, a limit must have one, a meter may have one; only a meter has terms; none stands twice. */
async function checkFeatures(tx: Transaction, features: Draft["features"]): Promise<void> {
  const ids = features.map((line) => line.featureId);
  const kinds = await requireFeatures(
    tx,
    ids,
    ids.map((_, index) => `/features/${index}/featureId`),
  );
  for (const [index, line] of features.entries()) {
    const kind = kinds.get(line.featureId);
    if (ids.indexOf(line.featureId) !== index) {
      throw invalidField(`/features/${index}/featureId`, "repeated", "This feature stands in the draft twice.");
    }
    if (kind === "switch" && line.limitUnits !== null) {
      throw invalidField(`/features/${index}/limitUnits`, "unexpected", "A switch is on or off; it has no limit.");
    }
    if (kind === "limit" && line.limitUnits === null) {
      throw invalidField(`/features/${index}/limitUnits`, "missing", "A limit needs a number.");
    }
    checkTerms(line, kind === "meter", `/features/${index}`);
  }
}

function checkTerms(line: Draft["features"][number], isMeter: boolean, at: string): void {
  if (!isMeter && line.period !== "anniversary") {
    throw invalidField(`${at}/period`, "unexpected", "Only a meter has a period.");
  }
  for (const field of ["creditMicroPerUnit", "overage"] as const) {
    if (line[field] === null || line[field] === "none") continue;
    if (!isMeter) throw invalidField(`${at}/${field}`, "unexpected", "Only a meter has a price beyond its limit.");
    if (line.limitUnits === null) {
      throw invalidField(`${at}/${field}`, "unexpected", "Units without limit leave nothing to pay beyond them.");
    }
  }
  if (line.overage === "none" && line.overageRateE12 !== null) {
    throw invalidField(`${at}/overageRateE12`, "unexpected", "Only use that is billed later has a price of its own.");
  }
  if (line.overage === "postpaid" && line.overageRateE12 === null) {
    throw invalidField(
      `${at}/overageRateE12`,
      "missing",
      "Use that is billed later needs a price, or it gives units away. A price of 0 gives them away on purpose.",
    );
  }
}

/**
 * Saves the whole content of a plan's draft. Gateways are not told: nobody can hold a draft.
 * @throws AppError `not_found`, `validation_failed`, `conflict` without a draft or for a stale one.
 */
export async function editDraft(ctx: Ctx, input: z.input<typeof EditDraftInput>): Promise<VersionView> {
  authorizeStaff(ctx, "staff:catalog");
  const { planId, features, seenUpdatedAt, ...fields } = parseInput(EditDraftInput, input);
  return inTransaction(async (tx) => {
    await lockPlan(tx, planId);
    const before = await loadDraft(tx, planId, seenUpdatedAt);
    await checkFeatures(tx, features);
    const id = before.row.id;
    await tx
      .update(planVersion)
      .set({ ...fields, updatedAt: ctx.now })
      .where(eq(planVersion.id, id));
    await tx.delete(planFeature).where(eq(planFeature.planVersionId, id));
    if (features.length > 0) {
      await tx.insert(planFeature).values(features.map((line) => ({ planVersionId: id, ...line })));
    }
    const view = describeVersion(await loadDraft(tx, planId));
    await recordAudit(tx, ctx, {
      action: "plan_version.edited",
      objectKind: "plan_version",
      objectId: id,
      before: describeVersion(before),
      after: view,
    });
    return view;
  });
}

import type { z } from "zod";
import { recordChange } from "@/db/record-change";
import { route } from "@/db/schema/catalog";
import { inTransaction } from "@/db/transaction";
import { CreateRouteInput } from "@/lib/catalog/inputs";
import { describeRoute } from "@/lib/catalog/server/describe-route";
import { requireCostRule } from "@/lib/catalog/server/require-cost-rule";
import { requireFeatures } from "@/lib/catalog/server/require-features";
import { requireFreeShape } from "@/lib/catalog/server/require-free-shape";
import type { RouteView } from "@/lib/catalog/views";
import { newId } from "@/lib/id";
import { parseInput } from "@/lib/parse-input";
import { authorizeStaff } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";
import { recordAudit } from "@/lib/server/record-audit";

/**
 * Adds a route to an api. Without a feature it is free and unmetered.
 * @throws AppError `not_found` for the api, `validation_failed` for an unknown feature, a path that is taken or costs that
 * contradict each other.
 */
export async function createRoute(ctx: Ctx, input: z.input<typeof CreateRouteInput>): Promise<RouteView> {
  authorizeStaff(ctx, "staff:catalog");
  const fields = parseInput(CreateRouteInput, input);
  requireCostRule(fields);
  return inTransaction(async (tx) => {
    await requireFreeShape(tx, fields);
    if (fields.featureId) await requireFeatures(tx, [fields.featureId], ["/featureId"]);
    const values = { id: newId("route", ctx.now), ...fields, createdAt: ctx.now };
    const view = describeRoute({ ...values, archivedAt: null });
    await tx.insert(route).values(values);
    await recordAudit(tx, ctx, { action: "route.created", objectKind: "route", objectId: view.id, after: view });
    await recordChange(tx, { subject: "catalog", subjectId: view.id });
    return view;
  });
}

import { and, eq, isNull } from "drizzle-orm";
import type { z } from "zod";
import { recordChange } from "@/db/record-change";
import { route } from "@/db/schema/catalog";
import { inTransaction } from "@/db/transaction";
import { UpdateRouteInput } from "@/lib/catalog/inputs";
import { describeRoute } from "@/lib/catalog/server/describe-route";
import { requireCostRule } from "@/lib/catalog/server/require-cost-rule";
import { requireFeatures } from "@/lib/catalog/server/require-features";
import { requireFreeShape } from "@/lib/catalog/server/require-free-shape";
import type { RouteView } from "@/lib/catalog/views";
import { AppError } from "@/lib/errors";
import { parseInput } from "@/lib/parse-input";
import { authorizeStaff } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";
import { recordAudit } from "@/lib/server/record-audit";

/**
 * Changes a route; fields that are missing stay. Calls that are under way keep what they were admitted with.
 * @throws AppError `not_found`, `validation_failed`.
 */
export async function updateRoute(ctx: Ctx, input: z.input<typeof UpdateRouteInput>): Promise<RouteView> {
  authorizeStaff(ctx, "staff:catalog");
  const { routeId, ...fields } = parseInput(UpdateRouteInput, input);
  return inTransaction(async (tx) => {
    const own = and(eq(route.id, routeId), isNull(route.archivedAt));
    const [before] = await tx.select().from(route).where(own).for("update");
    if (!before) throw new AppError("not_found");
    requireCostRule({ ...before, ...fields });
    await requireFreeShape(tx, {
      apiId: before.apiId,
      method: fields.method ?? before.method,
      path: fields.path ?? before.path,
      exceptRouteId: routeId,
    });
    if (fields.featureId) await requireFeatures(tx, [fields.featureId], ["/featureId"]);
    const view = describeRoute({ ...before, ...fields });
    if (Object.keys(fields).length > 0) await tx.update(route).set(fields).where(own);
    await recordAudit(tx, ctx, {
      action: "route.updated",
      objectKind: "route",
      objectId: routeId,
      before: describeRoute(before),
      after: view,
    });
    await recordChange(tx, { subject: "catalog", subjectId: routeId });
    return view;
  });
}

import { and, eq, isNull } from "drizzle-orm";
import type { z } from "zod";
import { recordChange } from "@/db/record-change";
import { route } from "@/db/schema/catalog";
import { inTransaction } from "@/db/transaction";
import { RouteIdInput } from "@/lib/catalog/inputs";
import { AppError } from "@/lib/errors";
import { parseInput } from "@/lib/parse-input";
import { authorizeStaff } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";
import { recordAudit } from "@/lib/server/record-audit";

/**
 * Takes a route out of service: its calls answer 404 or 405 from then on.
 * @throws AppError `not_found`.
 */
export async function archiveRoute(ctx: Ctx, input: z.input<typeof RouteIdInput>): Promise<void> {
  authorizeStaff(ctx, "staff:catalog");
  const { routeId } = parseInput(RouteIdInput, input);
  await inTransaction(async (tx) => {
    const [row] = await tx
      .update(route)
      .set({ archivedAt: ctx.now })
      .where(and(eq(route.id, routeId), isNull(route.archivedAt)))
      .returning({ id: route.id });
    if (!row) throw new AppError("not_found");
    await recordAudit(tx, ctx, { action: "route.archived", objectKind: "route", objectId: routeId });
    await recordChange(tx, { subject: "catalog", subjectId: routeId });
  });
}

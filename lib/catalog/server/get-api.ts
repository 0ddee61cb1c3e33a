import { and, asc, eq, isNull } from "drizzle-orm";
import type { z } from "zod";
import { database } from "@/db/client";
import { api, route } from "@/db/schema/catalog";
import { ApiIdInput } from "@/lib/catalog/inputs";
import { describeApi } from "@/lib/catalog/server/describe-api";
import { describeRoute } from "@/lib/catalog/server/describe-route";
import type { ApiDetail } from "@/lib/catalog/views";
import { AppError } from "@/lib/errors";
import { parseInput } from "@/lib/parse-input";
import { authorizeStaff } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";

/**
 * One api with the routes in service, by path and method.
 * @throws AppError `not_found`.
 */
export async function getApi(ctx: Ctx, input: z.input<typeof ApiIdInput>): Promise<ApiDetail> {
  authorizeStaff(ctx, "staff:read");
  const { apiId } = parseInput(ApiIdInput, input);
  const [row] = await database().select().from(api).where(eq(api.id, apiId));
  if (!row) throw new AppError("not_found");
  const routes = await database()
    .select()
    .from(route)
    .where(and(eq(route.apiId, apiId), isNull(route.archivedAt)))
    .orderBy(asc(route.path), asc(route.method));
  return { ...describeApi(row), routes: routes.map(describeRoute) };
}

import { and, eq, isNull, ne } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { api, route } from "@/db/schema/catalog";
import { routeShape } from "@/lib/catalog/route-path";
import { AppError } from "@/lib/errors";
import { invalidField } from "@/lib/invalid-field";

/**
 * Locks the api, so that two editors cannot add the same route at once, and makes sure that no other route answers
 * the same method and shape of path.
 * @throws AppError `not_found` for an api out of service, `validation_failed` for a taken shape.
 */
export async function requireFreeShape(
  tx: Transaction,
  wanted: { apiId: string; method: string; path: string; exceptRouteId?: string },
): Promise<void> {
  const [home] = await tx
    .select({ id: api.id })
    .from(api)
    .where(and(eq(api.id, wanted.apiId), isNull(api.archivedAt)))
    .for("update");
  if (!home) throw new AppError("not_found");
  const others = await tx
    .select({ path: route.path })
    .from(route)
    .where(
      and(
        eq(route.apiId, wanted.apiId),
        eq(route.method, wanted.method),
        isNull(route.archivedAt),
        wanted.exceptRouteId ? ne(route.id, wanted.exceptRouteId) : undefined,
      ),
    );
  const taken = others.find((other) => routeShape(other.path) === routeShape(wanted.path));
  if (taken) throw invalidField("/path", "taken", `${wanted.method} ${taken.path} already answers these calls.`);
}

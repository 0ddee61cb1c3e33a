import { and, asc, eq, isNotNull, isNull } from "drizzle-orm";
import { database } from "@/db/client";
import { api, route } from "@/db/schema/catalog";
import type { ScopeChoice } from "@/lib/keys/types";
import { authorizeMember } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";

/** The scopes that a key may list, each with the routes that ask for it. */
export async function listScopes(ctx: Ctx): Promise<ScopeChoice[]> {
  authorizeMember(ctx, "keys:read");
  const rows = await database()
    .select({ scope: route.scope, api: api.name, method: route.method, path: route.path })
    .from(route)
    .innerJoin(api, eq(api.id, route.apiId))
    .where(and(isNotNull(route.scope), isNull(route.archivedAt), isNull(api.archivedAt)))
    .orderBy(asc(route.scope), asc(api.name), asc(route.path), asc(route.method));
  const choices = new Map<string, ScopeChoice>();
  for (const { scope, ...opened } of rows) {
    if (scope === null) continue;
    const choice = choices.get(scope) ?? { scope, routes: [] };
    choice.routes.push(opened);
    choices.set(scope, choice);
  }
  return [...choices.values()];
}

import { and, eq, isNotNull, isNull } from "drizzle-orm";
import type { Reader } from "@/db/client";
import { api, route } from "@/db/schema/catalog";
import { AppError, type FieldError } from "@/lib/errors";
import { parseNetwork } from "@/lib/keys/match-network";

/**
 * Checks what a key may be limited to: scopes that some route asks for, and networks that can be read.
 * A scope the key already has stays allowed when the last route that asked for it is gone.
 * @throws AppError `validation_failed` that names each wrong entry.
 */
export async function checkKeyLimits(
  tx: Reader,
  asked: { scopes?: readonly string[]; allowedNetworks?: readonly string[] },
  held: readonly string[] = [],
): Promise<void> {
  const errors: FieldError[] = [];
  if (asked.scopes && asked.scopes.length > 0) {
    const rows = await tx
      .selectDistinct({ scope: route.scope })
      .from(route)
      .innerJoin(api, eq(api.id, route.apiId))
      .where(and(isNotNull(route.scope), isNull(route.archivedAt), isNull(api.archivedAt)));
    const known = new Set([...held, ...rows.map((row) => row.scope)]);
    for (const [index, scope] of asked.scopes.entries()) {
      if (known.has(scope)) continue;
      const message = scope === "*" ? "Scopes are named one by one; * is not a scope." : `No route asks for ${scope}.`;
      errors.push({ pointer: `/scopes/${index}`, code: "unknown_scope", message });
    }
  }
  for (const [index, network] of (asked.allowedNetworks ?? []).entries()) {
    if (parseNetwork(network)) continue;
    const message = `${network} is not an address or a range such as 203.0.113.0/24 or 2001:db8::/32.`;
    errors.push({ pointer: `/allowedNetworks/${index}`, code: "invalid_network", message });
  }
  if (errors.length > 0) throw new AppError("validation_failed", errors[0]?.message, { errors });
}

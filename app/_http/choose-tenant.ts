import type { Membership } from "@/lib/accounts/server/signed-in";
import { AppError } from "@/lib/errors";
import { isId } from "@/lib/id";
import type { Ctx } from "@/lib/server/context";

/**
 * The tenant that a person acts in: the one asked for (`?tenant=tnt_…`), else the first of their own.
 * @throws AppError `not_found` for a tenant that is not theirs, with the same words as for one that does not exist.
 */
export function chooseTenant(memberships: readonly Membership[], asked: string | null): Ctx["tenant"] {
  const chosen = asked === null ? memberships[0] : memberships.find(({ tenantId }) => tenantId === asked);
  if (asked !== null && (!chosen || !isId("tenant", asked))) throw new AppError("not_found");
  return chosen ? { id: chosen.tenantId, role: chosen.role } : null;
}

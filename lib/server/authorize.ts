import {
  hasMemberPermission,
  hasStaffPermission,
  isStaffPermission,
  type MemberPermission,
  type Permission,
  type StaffPermission,
} from "@/lib/accounts/permissions";
import { AppError } from "@/lib/errors";
import type { Ctx } from "@/lib/server/context";

/** Whether a member, or a process of ours, may do something in the tenant that was chosen. */
export const isAllowed = (ctx: Ctx, permission: MemberPermission): boolean =>
  ctx.tenant !== null && (ctx.actor.kind !== "person" || hasMemberPermission(ctx.tenant.role, permission));

/**
 * Asks for a member's permission and returns the tenant it holds in.
 * @throws AppError `not_found` outside a tenant, `permission_denied` when the role lacks it.
 */
export function authorizeMember(ctx: Ctx, permission: MemberPermission): string {
  if (!ctx.tenant) throw new AppError("not_found");
  if (!isAllowed(ctx, permission)) {
    throw new AppError("permission_denied", "Your role does not allow this.", { reason: "role" });
  }
  return ctx.tenant.id;
}

/**
 * Asks for a staff permission. People who are not staff are told that the thing does not exist.
 * @throws AppError `not_found` or `permission_denied`.
 */
export function authorizeStaff(ctx: Ctx, permission: StaffPermission): void {
  if (ctx.actor.kind === "system") return;
  if (ctx.actor.staffRole === null) throw new AppError("not_found");
  if (!hasStaffPermission(ctx.actor.staffRole, permission)) {
    throw new AppError("permission_denied", "Your role does not allow this.", { reason: "role" });
  }
}

/** Either of the two, for callers that state their needs as data. */
export function authorize(ctx: Ctx, permission: Permission): void {
  if (isStaffPermission(permission)) authorizeStaff(ctx, permission);
  else authorizeMember(ctx, permission);
}
